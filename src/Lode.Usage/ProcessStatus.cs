using System.Buffers.Text;

namespace Lode.Usage;

/// <summary>The memory lines of <c>/proc/PID/status</c>, in bytes; null for a line that the kernel did not write.</summary>
/// <remarks>Source of the format: <c>proc_pid_status(5)</c>. The unit in the file is called kB and means 1024 bytes.</remarks>
readonly record struct ProcessStatus(long? Anonymous, long? File, long? Shared, long? Resident, long? Peak)
{
    const int UnitBytes = 1024;

    /// <summary>Reads the lines out of the file's text, without allocating.</summary>
    public static ProcessStatus Parse(ReadOnlySpan<byte> text)
    {
        ProcessStatus status = default;
        foreach (Range line in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> bytes = text[line];
            int colon = bytes.IndexOf((byte)':');
            if (colon < 0)
                continue;
            ReadOnlySpan<byte> name = bytes[..colon];
            if (name.SequenceEqual("RssAnon"u8))
                status = status with { Anonymous = Size(bytes[(colon + 1)..]) };
            else if (name.SequenceEqual("RssFile"u8))
                status = status with { File = Size(bytes[(colon + 1)..]) };
            else if (name.SequenceEqual("RssShmem"u8))
                status = status with { Shared = Size(bytes[(colon + 1)..]) };
            else if (name.SequenceEqual("VmRSS"u8))
                status = status with { Resident = Size(bytes[(colon + 1)..]) };
            else if (name.SequenceEqual("VmHWM"u8))
                status = status with { Peak = Size(bytes[(colon + 1)..]) };
        }
        return status;
    }

    static long? Size(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value.TrimStart(" \t"u8), out long units, out int digits) && digits > 0 && units is >= 0 and <= long.MaxValue / UnitBytes
            ? units * UnitBytes
            : null;
}
