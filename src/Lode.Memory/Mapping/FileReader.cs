using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>Reads files into private memory: the way of loading that mapping replaces, kept for where mapping hurts.</summary>
static unsafe class FileReader
{
    const int Chunk = 16 << 20;

    public static FileMapping Read(string path, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (InputStream.IsSequential(path))
            throw new IOException($"{path}: expected a file, found a pipe or a device, which cannot be read at a position; stream it instead");
        using SafeFileHandle file = FileOpening.Open(path);
        long length = RandomAccess.GetLength(file);
        if (length == 0)
            return new EmptyFileMapping();
        PageMemory.RequirePhysical(length, path);
        PageMemory memory = new(length);
        try
        {
            memory.AdviseHugePages();
            for (long done = 0; done < length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = RandomAccess.Read(file, new Span<byte>(memory.Address + done, (int)Math.Min(Chunk, length - done)), done);
                if (count == 0)
                    throw new IOException($"{path}: expected {length} bytes, found {done}; the file was cut while it was read");
                done += count;
                progress?.Report(done);
            }
            return new PrivateFileMapping(memory, length);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
