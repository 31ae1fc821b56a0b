using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>Traps, sites and fuel.</summary>
sealed unsafe partial class FunctionCompiler
{
    readonly List<(int Label, TrapKind Kind, int WasmOffset)> _cold = [];

    /// <summary>Displacements to other functions and trap stubs: where they lie, the jumps before them, where they go.</summary>
    readonly List<(int Position, int Jumps, int Target)> _calls = [];

    /// <summary>Sites so far, where they are wanted.</summary>
    List<(int Position, int Jumps, int WasmOffset, SiteKind Kind)>? _sites;

    /// <summary>Displacements to constants, ascending.</summary>

    int _stackLabel, _instructions, _chargedInstructions, _charge;

    /// <summary>Traps here: the return address says where.</summary>
    void CallTrap(TrapKind kind)
    {
        _calls.Add((_a.CallLater(), _layout.JumpCount, -1 - (int)kind));
        AddSite(SiteKind.Trap);
    }

    /// <summary>Traps where a condition holds.</summary>
    void JumpIfTrapped(Condition condition, TrapKind kind)
    {
        int label = _layout.NewLabel();
        _layout.Jump(_a, condition, label);
        _cold.Add((label, kind, _start));
    }

    /// <summary>Says that something happened right before this place that leads back to the instruction.</summary>
    void AddSite(SiteKind kind) => _sites?.Add((_a.Position, _layout.JumpCount, _start, kind));

    /// <summary>Emits what follows the code: calls of traps, and tables.</summary>
    void EmitColdCode()
    {
        EndFuelRegion();
        _start = _blocks[0].Start;
        _a.Reserve(InstructionRoom);
        Bind(_stackLabel);
        if (NeedsStackCheck)
            CallTrap(TrapKind.StackOverflow);
        foreach ((int label, TrapKind kind, int offset) in _cold)
        {
            _a.Reserve(InstructionRoom);
            _start = offset;
            Bind(label);
            CallTrap(kind);
        }
        PlaceTables();
        _a.Reserve(InstructionRoom);
    }

    /// <summary>Writes the constants behind the final code, and leads the instructions to them.</summary>
    void FinishConstants(Assembler target, int body)
    {
        int jumps = 0;
        foreach (ref ConstantUse use in _a.ConstantUses)
        {
            while (jumps < _layout.JumpCount && _layout.PositionOf(jumps) < use.Displacement)
                jumps++;
            use = use with { Displacement = body + _layout.Settled(use.Displacement, jumps) };
        }
        target.Reserve(_a.ConstantBytes);
        _a.WriteConstants(target);
    }

    void BeginFuel()
    {
        _instructions = 0;
        _charge = -1;
        BeginFuelRegion();
    }

    /// <summary>Charges the instructions up to the next region, at whose beginning their number will be known.</summary>
    void BeginFuelRegion()
    {
        if (!_options.Fuel)
            return;
        EndFuelRegion();
        _a.Reserve(InstructionRoom);
        _chargedInstructions = _instructions;
        _a.Load(true, Scratch, new Address(Register.R15, ContextLayout.Store));
        _a.SubtractInt32(new Address(Scratch, StoreLayout.Fuel), 0);
        _charge = _a.Position - 4;
        JumpIfTrapped(Condition.Sign, TrapKind.OutOfFuel);
    }

    void EndFuelRegion()
    {
        if (_charge >= 0)
            _a.Write32(_charge, _instructions - _chargedInstructions);
        _charge = -1;
    }

    /// <summary>Emits a function and gives its sites.</summary>
    /// <param name="module">The module.</param>
    /// <param name="options">The options that its code was made with.</param>
    /// <param name="function">The function's index, imported ones counted.</param>
    public static CodeSite[] SitesOf(Module module, CompilerOptions options, int function)
    {
        using FunctionCompiler compiler = new(module, options, ContextLayout.Of(module));
        using Assembler target = new();
        compiler._sites = [];
        FunctionSink sink = new(compiler, target, []);
        new FunctionValidator(module, ModuleCompiler.AnyLimits).Validate(function, ref sink);
        return compiler._finalSites;
    }

    CodeSite[] _finalSites = [];

    void FinishSites(int body)
    {
        if (_sites is null)
            return;
        _finalSites = new CodeSite[_sites.Count];
        for (int i = 0; i < _finalSites.Length; i++)
        {
            (int position, int jumps, int offset, SiteKind kind) = _sites[i];
            _finalSites[i] = new(body + _layout.Settled(position, jumps), offset, kind);
        }
    }
}
