using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>Emits machine code for validated functions, one after another.</summary>
/// <remarks>
/// One pass over the bytes. A stack of operands says where each value is: known, in a local, in a register or in the frame; code for it
/// is emitted when it is needed. The hottest locals have registers of their own all through the function; others have slots in the
/// frame, which registers mirror as long as nothing else needs them. Comparisons, branches, loads and assignments look one instruction
/// ahead, so that what belongs together becomes one instruction. Prologue and short jumps come last, when all is known. What is kept
/// between functions are only buffers: the code of a function depends on nothing but the module and the options.
/// </remarks>
sealed unsafe partial class FunctionCompiler : IDisposable
{
    /// <summary>Room for what one instruction emits at most, loops over operands aside.</summary>
    const int InstructionRoom = 512;

    readonly Module _module;
    readonly CompilerOptions _options;
    readonly ContextLayout _context;
    readonly bool _hasVectors;

    /// <summary>The code of the function without its prologue, with long jumps.</summary>
    readonly Assembler _a = new();
    readonly CodeLayout _layout = new();

    byte* _code;
    BlockSummary[] _blocks = new BlockSummary[32];
    int _blockCount, _nextBlock;

    /// <summary>The offset of the next byte in the binary, and of the instruction that is being read.</summary>
    int _at, _start;

    bool _withoutPins;
    FunctionTraits _traits;
    FunctionType _type = null!;
    CallingConvention _convention = null!;

    public FunctionCompiler(Module module, CompilerOptions options, ContextLayout context)
    {
        _module = module;
        _options = options;
        _context = context;
        _hasVectors = UsesVectors(module);
        _conventions = new CallingConvention[module.TypeList.Length];
    }

    public void Dispose() => _a.Dispose();

    /// <summary>Emits a function behind what is in the target. Its calls are still to be led to their places.</summary>
    /// <param name="function">What validation found.</param>
    /// <param name="target">Receives the code.</param>
    /// <param name="fixups">Receives the displacements to other functions and to trap stubs.</param>
    public void Compile(in FunctionSummary function, Assembler target, List<Fixup> fixups)
    {
        _withoutPins = _options.WithoutPins;
        try
        {
            Emit(function, target, fixups);
        }
        catch (OutOfRegistersException) when (!_withoutPins)
        {
            // Nothing was written to the target yet.
            _withoutPins = true;
            Emit(function, target, fixups);
        }
    }

    void Emit(in FunctionSummary function, Assembler target, List<Fixup> fixups)
    {
        fixed (byte* code = _module.Bytes)
        {
            _code = code;
            Begin(function);
            MultiplyWide(function);
            Run();
            EmitColdCode();
            Finish(target, fixups);
        }
        _code = null;
    }

    void Begin(in FunctionSummary function)
    {
        _type = function.Type;
        _convention = ConventionOf(_module.FunctionTypes[function.Index]);
        _traits = function.Traits;
        _blockCount = function.Blocks.Length;
        if (_blocks.Length < _blockCount)
            _blocks = new BlockSummary[Math.Max(_blockCount, _blocks.Length * 2)];
        function.Blocks.CopyTo(_blocks);
        _at = function.CodeStart;
        _nextBlock = 1;
        _a.Truncate(0);
        _layout.Clear();
        BeginOperands(function);
        BeginFrame();
        BeginLocals(function);
        BeginControl(function);
        BeginVectors();
        _calls.Clear();
        _cold.Clear();
        _tables.Clear();
        _tableLabels.Clear();
        BeginFuel();
    }

    static bool UsesVectors(Module module)
    {
        foreach (FunctionType type in module.TypeList)
        {
            if (type.Parameters.Contains(ValueKind.V128) || type.Results.Contains(ValueKind.V128))
                return true;
        }
        foreach (GlobalType global in module.GlobalList)
        {
            if (global.Content == ValueKind.V128)
                return true;
        }
        return false;
    }
}
