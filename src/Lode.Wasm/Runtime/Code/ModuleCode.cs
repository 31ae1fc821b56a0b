using System.Runtime.InteropServices;
using Lode.Wasm.Artifacts;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>A module's machine code in the arena, and what all its instances have in common. Counted by its users.</summary>
sealed unsafe class ModuleCode
{
    readonly CodeBlock _block;
    readonly Numbers _starts;
    readonly Artifact? _artifact;
    readonly ModuleBinary? _binary;
    readonly byte* _data;
    readonly Lock _gate = new();
    readonly bool _hasImage;
    MemoryImage? _image;
    readonly MemoryBacking? _pages;
    CodePieces? _pieces;
    int _users = 1;

    /// <summary>Places code that was compiled just now.</summary>
    public ModuleCode(Engine engine, Module module, CodeImage image)
        : this(engine, module, CodeArena.Place(image.Text), image.FunctionOffsets[..^1])
    {
    }

    /// <summary>Maps the code of an artifact, which from now on belongs to it.</summary>
    public ModuleCode(Engine engine, Module module, Artifact artifact, ModuleBinary binary)
        : this(engine, module, artifact.MapText(), artifact.Numbers(SectionKind.FunctionStarts))
    {
        _artifact = artifact;
        _binary = binary;
        _pieces = new(artifact.Numbers(SectionKind.CodeStarts), artifact.Numbers(SectionKind.CodeFunctions));
        _pages = artifact.Header.Section(SectionKind.PageRuns).Length > 0 ? new ArtifactBacking(artifact) : null;
    }

    ModuleCode(Engine engine, Module module, CodeBlock block, Numbers starts)
    {
        Engine = engine;
        Module = module;
        Layout = ContextLayout.Of(module);
        _block = block;
        _starts = starts;
        Signatures = new Signature[module.TypeList.Length];
        for (int i = 0; i < Signatures.Length; i++)
            Signatures[i] = Signature.Of(module.TypeList[i]);
        _data = CopyPassiveData(module);
        _hasImage = InitialImage.IsWorthwhile(module);
    }

    ~ModuleCode() => NativeMemory.Free(_data);

    public Engine Engine { get; }

    public Module Module { get; }

    public ContextLayout Layout { get; }

    /// <summary>Whether the code is an artifact's.</summary>
    public bool IsMapped => _artifact is not null;

    /// <summary>By type.</summary>
    public Signature[] Signatures { get; }

    /// <summary>Bytes of code.</summary>
    public long Length => _block.Length;

    /// <summary>The code.</summary>
    public ReadOnlySpan<byte> Text => new(_block.Start, (int)_block.Length);

    /// <summary>By function of the module's own: where its code begins.</summary>
    public Numbers FunctionStarts => _starts;

    /// <summary>Where the pages of the module's own memory come from; null where data segments are copied there.</summary>
    public MemoryBacking? FirstMemory => _pages ?? (InitialMemory is { } image ? MemoryBacking.FromImage(image) : null);

    /// <summary>The bytes of passive segments, one behind the other.</summary>
    public byte* PassiveData => _data;

    /// <summary>What the module's memory begins as, with all active segments in place; null where they are copied for each instance.</summary>
    public MemoryImage? InitialMemory
    {
        get
        {
            if (!_hasImage)
                return null;
            lock (_gate)
                return _image ??= InitialImage.Make(Module);
        }
    }

    /// <summary>Where the code of a function of the module's own begins.</summary>
    public nint CodeOf(int function)
    {
        int start = _starts[function - Module.ImportedFunctionCount];
        return (ulong)start < (ulong)Length
            ? (nint)_block.Start + start
            : throw new InvalidOperationException($"{Module.Name}: the code of function {function} does not lie in the module's code");
    }

    public Signature SignatureOf(int function) => Signatures[Module.FunctionTypes[function]];

    /// <exception cref="ObjectDisposedException">The last user is gone.</exception>
    public void AddUser()
    {
        for (int users = Volatile.Read(ref _users); users != 0;)
        {
            int now = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (now == users)
                return;
            users = now;
        }
        throw new ObjectDisposedException(nameof(CompiledModule), $"{Module.Name} was disposed");
    }

    /// <summary>Ends the use by one user; the last one gives the code back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        _block.Dispose();
        _image?.Dispose();
        _artifact?.Dispose();
    }

    /// <summary>Finds the function that a place in code belongs to, and the place's offset in it. Also works when the code is gone.</summary>
    public bool TryFind(nuint place, out int function, out int offset)
    {
        long at = (long)(place - (nuint)_block.Start);
        function = offset = -1;
        // The byte before: a return address may lie right behind its function's last instruction, a call.
        if (at <= 0 || at > Length)
            return false;
        // Asked for after a trap only.
        CodePieces pieces = _pieces ??= CodePieces.Of(_starts.Span, (int)Length, Module.ImportedFunctionCount);
        if (!pieces.TryFind((int)at - 1, out int piece))
            return false;
        function = pieces.Functions[piece];
        offset = (int)at - pieces.Starts[piece];
        return true;
    }

    /// <summary>The places of a function's code that lead back to instructions; none where the module's binary is not at hand.</summary>
    public CodeSite[] SitesOf(int function)
    {
        Module? binary = IsMapped ? _binary?.Module : Module;
        return binary is null ? [] : FunctionCompiler.SitesOf(binary, Engine.CompilerOptions, function);
    }

    /// <summary>The name of a function, from the artifact or from the binary where that is at hand; null where it has none.</summary>
    public string? NameOf(int function) => Module.GetFunctionName(function) ?? _binary?.Module?.GetFunctionName(function);

    /// <summary>The functions whose code is that of a function: itself, and those with the same body.</summary>
    public IReadOnlyList<int> FunctionsLike(int function)
    {
        ReadOnlySpan<int> starts = _starts.Span;
        int start = starts[function - Module.ImportedFunctionCount];
        List<int> like = [];
        for (int i = 0; i < starts.Length; i++)
        {
            if (starts[i] == start)
                like.Add(Module.ImportedFunctionCount + i);
        }
        return like;
    }

    /// <summary>The instruction of a place in a function's code, by the artifact's maps; null where they do not tell.</summary>
    public int? FindInMaps(int function, int offset)
    {
        if (_artifact is null || _pieces is null || _artifact.Header.Section(SectionKind.MapStarts).Length == 0)
            return null;
        int piece = _pieces.Functions.BinarySearch(function);
        Numbers starts = _artifact.Numbers(SectionKind.MapStarts);
        if (piece < 0)
            return null;
        ReadOnlySpan<byte> maps = _artifact.Bytes(SectionKind.Maps);
        (int start, int end) = (starts[piece], starts[piece + 1]);
        return (uint)end <= (uint)maps.Length && (uint)start <= (uint)end ? CodeMaps.Find(maps[start..end], offset) : null;
    }

    static byte* CopyPassiveData(Module module)
    {
        long bytes = 0;
        foreach (DataSegment segment in module.DataList)
            bytes += segment.Mode == SegmentMode.Passive ? segment.Length : 0;
        if (bytes == 0)
            return null;
        byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes);
        long at = 0;
        foreach (DataSegment segment in module.DataList)
        {
            if (segment.Mode != SegmentMode.Passive)
                continue;
            module.GetData(segment).CopyTo(new(copy + at, segment.Length));
            at += segment.Length;
        }
        return copy;
    }
}
