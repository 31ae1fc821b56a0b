using System.Runtime.InteropServices;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>A module's machine code in the arena, and what all its instances have in common. Counted by its users.</summary>
sealed unsafe class ModuleCode
{
    readonly CodeBlock _block;
    readonly int[] _offsets;
    readonly byte* _data;
    readonly Lock _gate = new();
    readonly bool _hasImage;
    MemoryImage? _image;
    int _users = 1;

    public ModuleCode(Engine engine, Module module, CodeImage image)
    {
        Engine = engine;
        Module = module;
        Layout = ContextLayout.Of(module);
        Length = image.Length;
        _offsets = image.FunctionOffsets;
        Signatures = new Signature[module.TypeList.Length];
        for (int i = 0; i < Signatures.Length; i++)
            Signatures[i] = Signature.Of(module.TypeList[i]);
        _data = CopyPassiveData(module);
        _hasImage = InitialImage.IsWorthwhile(module);
        _block = CodeArena.Place(image.Text);
    }

    ~ModuleCode() => NativeMemory.Free(_data);

    public Engine Engine { get; }

    public Module Module { get; }

    public ContextLayout Layout { get; }

    /// <summary>By type.</summary>
    public Signature[] Signatures { get; }

    /// <summary>Bytes of code.</summary>
    public long Length { get; }

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
    public nint CodeOf(int function) => (nint)_block.Start + _offsets[function - Module.ImportedFunctionCount];

    public Signature SignatureOf(int function) => Signatures[Module.FunctionTypes[function]];

    public void AddUser() => Interlocked.Increment(ref _users);

    /// <summary>Ends the use by one user; the last one gives the code back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        _block.Dispose();
        _image?.Dispose();
    }

    /// <summary>Finds the function that a place in code belongs to, and the place's offset in it. Also works when the code is gone.</summary>
    public bool TryFind(nuint place, out int function, out int offset)
    {
        long at = (long)(place - (nuint)_block.Start);
        function = offset = -1;
        // The byte before: a return address may lie right behind its function's last instruction, a call.
        if (at <= _offsets[0] || at > Length)
            return false;
        int index = Array.BinarySearch(_offsets, 0, _offsets.Length - 1, (int)at - 1);
        index = index < 0 ? ~index - 1 : index;
        function = index + Module.ImportedFunctionCount;
        offset = (int)at - _offsets[index];
        return true;
    }

    /// <summary>The places of a function's code that lead back to instructions.</summary>
    public CodeSite[] SitesOf(int function) => function < Module.FunctionCount ? [] : throw new ArgumentOutOfRangeException(nameof(function));

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
