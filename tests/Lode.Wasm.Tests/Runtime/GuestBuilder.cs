namespace Lode.Wasm.Tests.Runtime;

/// <summary>Writes modules of a few functions for tests of the engine.</summary>
sealed class GuestBuilder
{
    readonly List<byte[]> _types = [], _imports = [], _functions = [], _tables = [], _memories = [], _globals = [], _exports = [],
        _elements = [], _code = [], _data = [];

    int _importedFunctions;
    int? _start;
    bool _countsData;

    public static FunctionType Type(string parameters, string results) => new(Kinds(parameters), Kinds(results));

    /// <summary>Types by letters: i (i32), l (i64), f (f32), d (f64), v (v128), r (funcref), e (externref).</summary>
    public static ValueKind[] Kinds(string letters) => [.. letters.Select(static letter => letter switch
    {
        'i' => ValueKind.Int32,
        'l' => ValueKind.Int64,
        'f' => ValueKind.Float32,
        'd' => ValueKind.Float64,
        'v' => ValueKind.V128,
        'r' => ValueKind.FuncRef,
        _ => ValueKind.ExternRef,
    })];

    public int AddType(string parameters, string results)
    {
        byte[] type = [0x60, .. List(Kinds(parameters).Select(static kind => new[] { (byte)kind })), .. List(Kinds(results).Select(static kind => new[] { (byte)kind }))];
        int known = _types.FindIndex(other => other.AsSpan().SequenceEqual(type));
        if (known >= 0)
            return known;
        _types.Add(type);
        return _types.Count - 1;
    }

    public int ImportFunction(string module, string name, string parameters, string results)
    {
        _imports.Add([.. WasmBytes.Name(module), .. WasmBytes.Name(name), 0, .. U(AddType(parameters, results))]);
        return _importedFunctions++;
    }

    public GuestBuilder ImportMemory(string module, string name, int minimum, int? maximum = null)
    {
        _imports.Add([.. WasmBytes.Name(module), .. WasmBytes.Name(name), 2, .. Limits(minimum, maximum)]);
        return this;
    }

    public GuestBuilder ImportTable(string module, string name, int minimum, byte element = 0x70)
    {
        _imports.Add([.. WasmBytes.Name(module), .. WasmBytes.Name(name), 1, element, .. Limits(minimum, null)]);
        return this;
    }

    public GuestBuilder ImportGlobal(string module, string name, char type, bool mutable)
    {
        _imports.Add([.. WasmBytes.Name(module), .. WasmBytes.Name(name), 3, (byte)Kinds($"{type}")[0], (byte)(mutable ? 1 : 0)]);
        return this;
    }

    /// <summary>Adds a function after all imports; the last <c>end</c> is added.</summary>
    public int Function(string? export, string parameters, string results, byte[] body, string locals = "")
    {
        int index = _importedFunctions + _functions.Count;
        _functions.Add(U(AddType(parameters, results)));
        byte[] groups = List(Kinds(locals).Select(static kind => new byte[] { 1, (byte)kind }));
        byte[] code = [.. groups, .. body, 0x0b];
        _code.Add([.. U(code.Length), .. code]);
        if (export is not null)
            Export(export, 0, index);
        return index;
    }

    public GuestBuilder Export(string name, byte kind, int index)
    {
        _exports.Add([.. WasmBytes.Name(name), kind, .. U(index)]);
        return this;
    }

    public GuestBuilder Memory(int minimum, int? maximum = null, string? export = "memory")
    {
        _memories.Add(Limits(minimum, maximum));
        return export is null ? this : Export(export, 2, 0);
    }

    public GuestBuilder Table(int minimum, int? maximum = null, byte element = 0x70)
    {
        _tables.Add([element, .. Limits(minimum, maximum)]);
        return this;
    }

    public GuestBuilder Global(char type, bool mutable, byte[] initializer)
    {
        _globals.Add([(byte)Kinds($"{type}")[0], (byte)(mutable ? 1 : 0), .. initializer, 0x0b]);
        return this;
    }

    public GuestBuilder Element(int offset, params int[] functions)
    {
        _elements.Add([0, 0x41, .. S(offset), 0x0b, .. List(functions.Select(U))]);
        return this;
    }

    public GuestBuilder PassiveElement(params int[] functions)
    {
        _elements.Add([1, 0, .. List(functions.Select(U))]);
        return this;
    }

    public GuestBuilder Data(int offset, params byte[] bytes)
    {
        _data.Add([0, 0x41, .. S(offset), 0x0b, .. U(bytes.Length), .. bytes]);
        return this;
    }

    public GuestBuilder PassiveData(params byte[] bytes)
    {
        _data.Add([1, .. U(bytes.Length), .. bytes]);
        _countsData = true;
        return this;
    }

    public GuestBuilder Start(int function)
    {
        _start = function;
        return this;
    }

    public byte[] ToArray()
    {
        WasmBytes wasm = new();
        void Add(byte id, List<byte[]> entries)
        {
            if (entries.Count > 0)
                wasm.Section(id, List(entries));
        }
        Add(1, _types);
        Add(2, _imports);
        Add(3, _functions);
        Add(4, _tables);
        Add(5, _memories);
        Add(6, _globals);
        Add(7, _exports);
        if (_start is { } start)
            wasm.Section(8, U(start));
        Add(9, _elements);
        if (_countsData)
            wasm.Section(12, U(_data.Count));
        Add(10, _code);
        Add(11, _data);
        return wasm.ToArray();
    }

    /// <summary>An unsigned number of the binary format.</summary>
    public static byte[] U(int value) => WasmBytes.U32((uint)value);

    /// <summary>A signed number of the binary format.</summary>
    public static byte[] S(long value)
    {
        List<byte> bytes = [];
        while (true)
        {
            byte low = (byte)(value & 0x7f);
            value >>= 7;
            if (value == 0 && (low & 0x40) == 0 || value == -1 && (low & 0x40) != 0)
                return [.. bytes, low];
            bytes.Add((byte)(low | 0x80));
        }
    }

    static byte[] List(IEnumerable<byte[]> entries)
    {
        byte[][] all = [.. entries];
        return [.. U(all.Length), .. all.SelectMany(static entry => entry)];
    }

    static byte[] Limits(int minimum, int? maximum) => maximum is { } most ? [1, .. U(minimum), .. U(most)] : [0, .. U(minimum)];
}
