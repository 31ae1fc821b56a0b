using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Lode.Wasm;

/// <summary>A WebAssembly module: decoded, validated, and never changed again.</summary>
/// <remarks>
/// Opening a module reads it once and validates every function. What stays is flat: a copy of the binary, and arrays of what its sections
/// declare; function bodies, data and names are ranges of the binary. Modules may be used by several threads at once. The module of an
/// artifact has no bodies: its binary is the rest, in the mapped file.
/// </remarks>
public sealed class Module
{
    readonly byte[] _bytes = [];
    readonly unsafe byte* _mapped;
    readonly int _mappedLength;
    readonly object? _owner;
    NameSection? _names;

    internal Module(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
    }

    /// <summary>A module whose binary, without code, is mapped as long as its owner lives.</summary>
    internal unsafe Module(string name, byte* bytes, int length, object owner)
    {
        _owner = owner;
        Name = name;
        _mapped = bytes;
        _mappedLength = length;
        IsWithoutCode = true;
    }

    /// <summary>Whether the binary has no function bodies: they are in the artifact, as machine code.</summary>
    internal bool IsWithoutCode { get; }

    internal FunctionType[] TypeList = [];

    /// <summary>By type: the first type equal to it, so that equal types have one number.</summary>
    internal int[] CanonicalTypes = [];
    internal Import[] ImportList = [];
    internal Export[] ExportList = [];
    internal Dictionary<string, int> ExportIndex = [];

    /// <summary>By function, imported ones first: the index of its type.</summary>
    internal Numbers FunctionTypes = Array.Empty<int>();

    /// <summary>By function behind the imported ones.</summary>
    internal FunctionBody[] Bodies = [];
    internal TableType[] TableList = [];
    internal MemoryType[] MemoryList = [];
    internal GlobalType[] GlobalList = [];
    internal ConstantExpression[] InitializerList = [];
    internal ElementSegment[] ElementList = [];
    internal DataSegment[] DataList = [];
    internal CustomSection[] CustomList = [];

    /// <summary>What the data count section says; -1 where there is none.</summary>
    internal int DataCount = -1;

    /// <summary>By function, a bit: whether code may make references to it.</summary>
    internal ulong[] Referable = [];

    /// <summary>The name that the module was given when it was opened; messages begin with it.</summary>
    public string Name { get; }

    /// <summary>The binary; without function bodies where the module was opened from an artifact.</summary>
    public unsafe ReadOnlySpan<byte> Bytes => IsWithoutCode ? new ReadOnlySpan<byte>(_mapped, _mappedLength) : _bytes;

    /// <summary>The entries of the type section.</summary>
    public ImmutableArray<FunctionType> Types => ImmutableCollectionsMarshal.AsImmutableArray(TypeList);

    /// <summary>What the module takes from outside, in its order.</summary>
    public ImmutableArray<Import> Imports => ImmutableCollectionsMarshal.AsImmutableArray(ImportList);

    /// <summary>What the module gives to the outside, in its order.</summary>
    public ImmutableArray<Export> Exports => ImmutableCollectionsMarshal.AsImmutableArray(ExportList);

    /// <summary>The number of functions, imported ones counted.</summary>
    public int FunctionCount => FunctionTypes.Length;

    /// <summary>The number of imported functions, which have the first indices.</summary>
    public int ImportedFunctionCount { get; internal set; }

    /// <summary>The tables' types, imported ones first.</summary>
    public ImmutableArray<TableType> Tables => ImmutableCollectionsMarshal.AsImmutableArray(TableList);

    /// <summary>The number of imported tables, which have the first indices.</summary>
    public int ImportedTableCount { get; internal set; }

    /// <summary>The memories' types, imported ones first. WebAssembly 2.0 has at most one.</summary>
    public ImmutableArray<MemoryType> Memories => ImmutableCollectionsMarshal.AsImmutableArray(MemoryList);

    /// <summary>The number of imported memories, which have the first indices.</summary>
    public int ImportedMemoryCount { get; internal set; }

    /// <summary>The globals' types, imported ones first.</summary>
    public ImmutableArray<GlobalType> Globals => ImmutableCollectionsMarshal.AsImmutableArray(GlobalList);

    /// <summary>The number of imported globals, which have the first indices.</summary>
    public int ImportedGlobalCount { get; internal set; }

    /// <summary>The first values of the globals behind the imported ones.</summary>
    public ImmutableArray<ConstantExpression> GlobalInitializers => ImmutableCollectionsMarshal.AsImmutableArray(InitializerList);

    /// <summary>References for tables.</summary>
    public ImmutableArray<ElementSegment> ElementSegments => ImmutableCollectionsMarshal.AsImmutableArray(ElementList);

    /// <summary>Bytes for memories.</summary>
    public ImmutableArray<DataSegment> DataSegments => ImmutableCollectionsMarshal.AsImmutableArray(DataList);

    /// <summary>The function that is called at the end of instantiation; null where there is none.</summary>
    public int? StartFunction { get; internal set; }

    /// <summary>The custom sections, in their order.</summary>
    public ImmutableArray<CustomSection> CustomSections => ImmutableCollectionsMarshal.AsImmutableArray(CustomList);

    /// <summary>Opens a module in a file.</summary>
    /// <param name="path">The path of the file, which also becomes the module's name.</param>
    /// <param name="limits">What the module may hold; the defaults where null.</param>
    /// <exception cref="WasmFormatException">The module is malformed, invalid, beyond a limit or not supported.</exception>
    public static Module FromFile(string path, WasmLimits? limits = null)
    {
        using FileStream stream = File.OpenRead(path);
        return FromStream(path, stream, limits);
    }

    /// <summary>Opens a module in a stream, which is read to its end.</summary>
    /// <param name="name">The module's name, for messages.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="limits">What the module may hold; the defaults where null.</param>
    /// <exception cref="WasmFormatException">The module is malformed, invalid, beyond a limit or not supported.</exception>
    public static Module FromStream(string name, Stream stream, WasmLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(stream);
        limits ??= WasmLimits.Default;
        return Decode(name, ModuleBytes.Read(name, stream, limits), limits);
    }

    /// <summary>Opens a module in memory. The bytes are copied.</summary>
    /// <param name="name">The module's name, for messages.</param>
    /// <param name="bytes">The binary.</param>
    /// <param name="limits">What the module may hold; the defaults where null.</param>
    /// <exception cref="WasmFormatException">The module is malformed, invalid, beyond a limit or not supported.</exception>
    public static Module FromBytes(string name, ReadOnlySpan<byte> bytes, WasmLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        limits ??= WasmLimits.Default;
        ModuleBytes.Check(name, bytes.Length, limits);
        return Decode(name, bytes.ToArray(), limits);
    }

    /// <summary>Says what is wrong with a module; null where nothing is.</summary>
    /// <param name="bytes">The binary.</param>
    /// <param name="limits">What the module may hold; the defaults where null.</param>
    public static WasmFormatException? Validate(ReadOnlySpan<byte> bytes, WasmLimits? limits = null)
    {
        try
        {
            FromBytes("module", bytes, limits);
            return null;
        }
        catch (WasmFormatException exception)
        {
            return exception;
        }
    }

    /// <summary>The type of a function.</summary>
    /// <param name="function">Its index, imported ones counted.</param>
    public FunctionType GetFunctionType(int function) => TypeList[FunctionTypes[function]];

    /// <summary>Where a function's body lies.</summary>
    /// <param name="function">Its index, at least <see cref="ImportedFunctionCount"/>.</param>
    public FunctionBody GetFunctionBody(int function) => Bodies[function - ImportedFunctionCount];

    /// <summary>The name of a function in the name section, for messages; null where it has none.</summary>
    /// <param name="function">Its index, imported ones counted.</param>
    public string? GetFunctionName(int function) => (_names ??= new(this)).GetFunctionName(function);

    /// <summary>Finds an export by its name.</summary>
    public bool TryGetExport(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Export? export)
    {
        bool found = ExportIndex.TryGetValue(name, out int index);
        export = found ? ExportList[index] : null;
        return found;
    }

    /// <summary>The bytes of a data segment.</summary>
    public ReadOnlySpan<byte> GetData(DataSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return Bytes.Slice(segment.Start, segment.Length);
    }

    /// <summary>The content of a custom section.</summary>
    public ReadOnlySpan<byte> GetContent(CustomSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Bytes.Slice(section.Start, section.Length);
    }

    /// <summary>Whether code may make references to a function: it is exported, or named by a segment or a global.</summary>
    internal bool IsReferable(int function) =>
        function >> 6 < Referable.Length && (Referable[function >> 6] >> function & 1) != 0;

    internal void AllowReference(int function)
    {
        if (Referable.Length == 0)
            Referable = new ulong[FunctionCount + 63 >> 6];
        Referable[function >> 6] |= 1UL << function;
    }

    /// <summary>Decodes and validates a module, and shows every function to a sink as soon as it is validated.</summary>
    internal static Module Decode<TSink>(string name, byte[] bytes, WasmLimits limits, ref TSink sink)
        where TSink : IFunctionSink, allows ref struct
    {
        Module module = new(name, bytes);
        new ModuleDecoder(module, limits).Decode(ref sink);
        return module;
    }

    /// <summary>Decodes and validates a module whose bytes nobody else will change.</summary>
    internal static Module Decode(string name, byte[] bytes, WasmLimits limits)
    {
        NoSink sink = default;
        return Decode(name, bytes, limits, ref sink);
    }
}
