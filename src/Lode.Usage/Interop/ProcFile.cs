using System.Text.Unicode;

namespace Lode.Usage.Interop;

/// <summary>An open file of <c>/proc/PID</c>; it keeps to the process, also when the number is given to another one later.</summary>
sealed unsafe class ProcFile : IDisposable
{
    const int CloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC
    const int PathBytes = 64;
    readonly int _descriptor;

    ProcFile(int descriptor) => _descriptor = descriptor;

    /// <summary>Opens a file of a process; null when the process is gone or may not be looked at.</summary>
    public static ProcFile? Open(int process, ReadOnlySpan<byte> name)
    {
        Span<byte> path = stackalloc byte[PathBytes];
        if (!Utf8.TryWrite(path, $"/proc/{process}/", out int length) || name.Length >= PathBytes - length)
            return null;
        name.CopyTo(path[length..]);
        path[length + name.Length] = 0;
        fixed (byte* start = path)
        {
            int descriptor = ProcessCalls.Open(start, CloseOnExec, 0);
            return descriptor < 0 ? null : new ProcFile(descriptor);
        }
    }

    /// <summary>Reads a file of a process in one go; empty when it cannot be read.</summary>
    public static ReadOnlySpan<byte> Read(int process, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        using ProcFile? file = Open(process, name);
        return file is null ? default : file.Read(buffer);
    }

    /// <summary>Reads the file's present text, up to the length of the buffer; empty when the process is gone.</summary>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint read = ProcessCalls.Read(_descriptor, start, (nuint)buffer.Length, 0);
            return buffer[..(int)Math.Max(read, 0)];
        }
    }

    public void Dispose() => _ = ProcessCalls.Close(_descriptor);
}
