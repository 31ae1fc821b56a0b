using System.Buffers.Text;

namespace Lode.Usage.Interop;

/// <summary>Bytes that passed through system calls, from <c>/proc/PID/io</c> (rchar and wchar). Source: <c>proc_pid_io(5)</c>.</summary>
readonly record struct ProcessTransfers(long? Read, long? Written)
{
    const int FileBytes = 512;

    /// <summary>Reads the figures of a process; a zombie still has them.</summary>
    public static ProcessTransfers Of(int process)
    {
        Span<byte> buffer = stackalloc byte[FileBytes];
        return Parse(ProcFile.Read(process, "io"u8, buffer));
    }

    public static ProcessTransfers Parse(ReadOnlySpan<byte> text) => new(Value(text, "rchar: "u8), Value(text, "wchar: "u8));

    static long? Value(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int start = text.IndexOf(name);
        return start >= 0 && Utf8Parser.TryParse(text[(start + name.Length)..], out long value, out _) ? value : null;
    }
}
