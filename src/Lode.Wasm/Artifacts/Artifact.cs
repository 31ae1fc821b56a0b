using System.Diagnostics.CodeAnalysis;
using Lode.Memory;
using Lode.Wasm.Runtime;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm.Artifacts;

/// <summary>A compiled module in a file: mapped, and used where it lies.</summary>
/// <remarks>Opening looks at the header alone. Whoever opens has made sure that the content is what the header says.</remarks>
[SuppressMessage("Usage", "CA1816", Justification = "The finalizer ends the mapping, which outlives Dispose.")]
sealed unsafe class Artifact : IDisposable
{
    readonly MappedFile _file;
    readonly MappedView _view;
    readonly byte* _start;

    Artifact(SafeFileHandle handle, ArtifactHeader header, MappedFile file)
    {
        Handle = handle;
        Header = header;
        _file = file;
        _view = file.View(0, file.Length);
        _start = _view.Pointer(0, file.Length);
    }

    ~Artifact()
    {
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>The open file, to map parts of it elsewhere.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The header.</summary>
    public ArtifactHeader Header { get; }

    /// <summary>Opens an artifact.</summary>
    /// <param name="handle">The file; it belongs to the result.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="fault">What is wrong with it, where the result is null.</param>
    public static Artifact? Open(SafeFileHandle handle, string path, out string fault)
    {
        ArtifactHeader? header = ReadHeader(handle, out fault);
        if (header is null)
            return null;
        return new(handle, header, MappedFile.Open(handle, path));
    }

    /// <summary>Reads the header of an artifact.</summary>
    public static ArtifactHeader? ReadHeader(SafeFileHandle handle, out string fault)
    {
        Span<byte> bytes = stackalloc byte[ArtifactHeader.Size];
        int read = 0;
        while (read < bytes.Length && RandomAccess.Read(handle, bytes[read..], read) is > 0 and int more)
            read += more;
        return ArtifactHeader.Read(bytes[..read], RandomAccess.GetLength(handle), out fault);
    }

    /// <summary>The bytes of a section.</summary>
    public ReadOnlySpan<byte> Bytes(SectionKind kind)
    {
        ArtifactSection section = Header.Section(kind);
        return new(_start + section.Offset, (int)section.Length);
    }

    /// <summary>The numbers of a section.</summary>
    public Numbers Numbers(SectionKind kind)
    {
        ArtifactSection section = Header.Section(kind);
        return new((int*)(_start + section.Offset), (int)section.Length / sizeof(int));
    }

    /// <summary>Makes the module of what the artifact keeps of it: small tables are decoded, large ones used in place.</summary>
    /// <exception cref="WasmFormatException">The skeleton is damaged, which the header's hash of the content excludes.</exception>
    public Module ReadModule(string name, WasmLimits limits)
    {
        ArtifactSection skeleton = Header.Section(SectionKind.Skeleton);
        Module module = new(name, _start + skeleton.Offset, (int)skeleton.Length, owner: this)
        {
            FunctionTypes = Numbers(SectionKind.FunctionTypes),
            Referable = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(Bytes(SectionKind.Referable)).ToArray(),
        };
        NoSink sink = default;
        new ModuleDecoder(module, limits).Decode(ref sink);
        Numbers ends = Numbers(SectionKind.ElementEnds), items = Numbers(SectionKind.Elements);
        for (int i = 0, start = 0; i < module.ElementList.Length; i++)
        {
            module.ElementList[i] = module.ElementList[i].With(items.Slice(start, ends[i] - start));
            start = ends[i];
        }
        return module;
    }

    /// <summary>Maps the machine code where code can run. No page of it is changed, so all processes share it.</summary>
    public CodeBlock MapText()
    {
        ArtifactSection text = Header.Section(SectionKind.Text);
        CodeBlock block = CodeArena.Take(Math.Max(1, text.Length));
        if (Map(block.Start, text.Offset, text.Length, NativeCalls.ProtectRead | NativeCalls.ProtectExecute))
            return block;
        InsufficientMemoryException failure = Pages.Failed($"{text.Length:N0} bytes of machine code cannot be mapped");
        block.Dispose();
        throw failure;
    }

    /// <summary>Maps whole pages of the file, copied when they are written to.</summary>
    public bool Map(byte* address, long offset, long length, int protection)
    {
        bool held = false;
        try
        {
            Handle.DangerousAddRef(ref held);
            return Pages.TryMap(address, length, protection, shared: false, (int)Handle.DangerousGetHandle(), offset);
        }
        finally
        {
            if (held)
                Handle.DangerousRelease();
        }
    }

    /// <summary>The hash of all bytes behind the header as they are now.</summary>
    public ContentHash HashContent() => ContentHash.Of(new(_start + ArtifactHeader.Size, checked((int)(Header.FileBytes - ArtifactHeader.Size))));

    /// <summary>Closes the file. What is mapped stays mapped as long as a module that was made of it is in use.</summary>
    public void Dispose() => Handle.Dispose();
}
