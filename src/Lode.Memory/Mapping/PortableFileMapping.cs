using System.IO.MemoryMappedFiles;

namespace Lode.Memory;

/// <summary>A read-only mapping by <see cref="MemoryMappedFile"/>, for platforms without an implementation of their own.</summary>
sealed unsafe class PortableFileMapping : FileMapping
{
    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;

    PortableFileMapping(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        _file = file;
        _view = view;
        Length = length;
        byte* address = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        SetHandle((nint)address + (nint)view.PointerOffset);
    }

    public static FileMapping Map(string path)
    {
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        MemoryMappedFile? file = null;
        try
        {
            long length = stream.Length;
            if (length == 0)
            {
                stream.Dispose();
                return new EmptyFileMapping();
            }
            file = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new PortableFileMapping(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        }
        catch
        {
            file?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Does nothing: there is no portable way to advise.</summary>
    public override void Advise(long offset, long length, AccessAdvice advice)
    {
    }

    public override void Populate(long offset, long length) => Touch(offset, length);

    public override long ResidentBytes(long offset, long length) => -1;

    protected override bool ReleaseHandle()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        return true;
    }
}
