namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Makes a module.</summary>
sealed partial class ModuleGenerator
{
    const int Pages = 1, MostPages = 4;

    readonly Choice _random;
    readonly GenerationLimits _limits;
    readonly ModuleGenerator? _imported;
    readonly Shape _shape = new();
    readonly BinaryBuilder _imports = new();
    readonly List<(string Name, int Kind, int Index)> _exports = [];
    readonly List<int> _types = [];
    readonly List<byte[]> _bodies = [];
    readonly List<byte[]> _globals = [];
    readonly bool _hasMemory;
    int _importCount;
    int _start = -1;

    public ModuleGenerator(ulong seed, GenerationLimits limits, Reduction reduction, ModuleGenerator? imported)
    {
        _random = new(seed);
        _limits = limits;
        _imported = imported;
        _hasMemory = imported is null || _random.OneIn(2);
        ImportAll();
        int own = _random.From(1, limits.Functions);
        int first = _shape.Functions.Count;
        for (int i = 0; i < own; i++)
            _shape.Functions.Add(i == 0 && imported is null ? new([ValueKind.Int32], [ValueKind.Int32]) : AnyType());
        AddGlobals();
        AddTables();
        AddSegments();
        AddFunctions(first, own, seed, reduction);
        Module = new(Write(), [.. _shape.Functions.Skip(first).Take(own)], _hasMemory);
    }

    public GeneratedModule Module { get; }

    void Import(string module, string name, int kind, Action<BinaryBuilder> type)
    {
        _imports.Name(module).Name(name).Byte(kind);
        type(_imports);
        _importCount++;
    }

    void ImportAll()
    {
        foreach ((string name, FunctionType type) in HostModule.Functions)
        {
            if (type.Results.IndexOf(ValueKind.Float64) >= 0)
                _shape.OpenFunctions.Add(_shape.Functions.Count);
            ImportFunction(HostModule.Name, name, type);
        }
        Import(HostModule.Name, HostModule.Extern, 3, to => to.Byte((int)ValueKind.ExternRef).Byte(0));
        _shape.Globals.Add(new(ValueKind.ExternRef, Mutability.Immutable));
        if (_imported is null)
            return;
        for (int i = 0; i < _imported.Module.Functions.Count; i++)
            ImportFunction("a", $"f{i}", _imported.Module.Functions[i]);
        _shape.Fuel = _shape.Globals.Count;
        Import("a", "fuel", 3, to => to.Byte((int)ValueKind.Int32).Byte(1));
        _shape.Globals.Add(new(ValueKind.Int32, Mutability.Mutable));
        foreach ((string name, _, int index) in _imported._exports.Where(export => export.Kind == 3 && export.Name != "fuel"))
        {
            GlobalType type = _imported._shape.Globals[index];
            Import("a", name, 3, to => to.Byte((int)type.Content).Byte((int)type.Mutability));
            _shape.Globals.Add(type);
        }
        for (int i = 0; i < 2; i++)
        {
            TableType type = _imported._shape.Tables[i];
            Import("a", $"t{i}", 1, to => WriteTable(to, type));
            _shape.Tables.Add(type);
        }
        _shape.Entries.AddRange(_imported._shape.Entries);
        if (!_hasMemory)
            Import("a", "m", 2, WriteMemory);
    }

    void ImportFunction(string module, string name, FunctionType type)
    {
        Import(module, name, 0, to => to.U32(_shape.TypeIndex(type)));
        _shape.Functions.Add(type);
        _shape.ImportedFunctions++;
    }

    FunctionType AnyType()
    {
        // Sometimes more than the registers hold.
        int parameters = _random.Below(8) switch { 0 => _random.From(8, 30), 1 => 0, _ => _random.From(1, 6) };
        int results = _random.Below(8) switch { 0 => _random.From(4, 12), 1 => 0, < 6 => 1, _ => _random.From(1, 3) };
        return new(AnyKinds(parameters), AnyKinds(results));
    }

    ValueKind[] AnyKinds(int count)
    {
        ValueKind[] kinds = new ValueKind[count];
        for (int i = 0; i < count; i++)
            kinds[i] = AnyKind();
        return kinds;
    }

    ValueKind AnyKind() => _random.Below(12) switch
    {
        < 3 => ValueKind.Int32,
        < 5 => ValueKind.Int64,
        5 or 6 => ValueKind.Float32,
        7 or 8 => ValueKind.Float64,
        9 => _limits.Vectors ? ValueKind.V128 : ValueKind.Int64,
        10 => ValueKind.FuncRef,
        _ => ValueKind.ExternRef,
    };

    void AddGlobals()
    {
        if (_imported is null)
        {
            _shape.Fuel = _shape.Globals.Count;
            _globals.Add(new BinaryBuilder().Byte((int)ValueKind.Int32).Byte(1).Byte(0x41).Signed(WrapperWriter.Fuel).Byte(0x0b).ToArray());
            _exports.Add(("fuel", 3, _shape.Fuel));
            _shape.Globals.Add(new(ValueKind.Int32, Mutability.Mutable));
        }
        for (int i = _random.From(0, 7); i > 0; i--)
            AddGlobal(AnyKind(), (Mutability)_random.Below(2), _random.OneIn(2) && _imported is null ? $"g{i}" : null);
    }

    void AddGlobal(ValueKind kind, Mutability mutability, string? name)
    {
        BinaryBuilder entry = new BinaryBuilder().Byte((int)kind).Byte((int)mutability);
        ConstantExpression(entry, kind);
        if (name is not null)
            _exports.Add((name, 3, _shape.Globals.Count));
        _globals.Add(entry.ToArray());
        _shape.Globals.Add(new(kind, mutability));
    }

    void ConstantExpression(BinaryBuilder to, ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.Int32:
                to.Byte(0x41).Signed(Interesting.Int32(_random));
                break;
            case ValueKind.Int64:
                to.Byte(0x42).Signed(Interesting.Int64(_random));
                break;
            case ValueKind.Float32:
                to.Byte(0x43).Fixed(Interesting.Single(_random), 4);
                break;
            case ValueKind.Float64:
                to.Byte(0x44).Fixed(Interesting.Double(_random), 8);
                break;
            case ValueKind.V128:
                to.Byte(0xfd).U32(0x0c).Fixed(_random.Bits(), 8).Fixed(_random.Bits(), 8);
                break;
            case ValueKind.FuncRef when !_random.OneIn(3):
                to.Byte(0xd2).U32(AnyReferableFunction());
                break;
            case ValueKind.ExternRef when _random.OneIn(2):
                to.Byte(0x23).U32(_shape.Extern);
                break;
            default:
                to.Byte(0xd0).Byte((int)kind);
                break;
        }
        to.Byte(0x0b);
    }

    int AnyReferableFunction()
    {
        int function;
        do
            function = _random.Below(_shape.Functions.Count);
        while (_shape.OpenFunctions.Contains(function));
        return function;
    }
}
