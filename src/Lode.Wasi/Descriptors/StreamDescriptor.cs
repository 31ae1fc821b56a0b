namespace Lode.Wasi;

/// <summary>A .NET stream as a guest's standard input, output or error.</summary>
/// <remarks>Bytes pass through a buffer of the host's own: a stream may be anything, and must not be shown memory that may fault.</remarks>
sealed class StreamDescriptor(Stream stream) : Descriptor(FileKind.Unknown)
{
    const int BufferBytes = 1 << 16;
    byte[]? _buffer;

    byte[] Buffer => _buffer ??= new byte[BufferBytes];

    public override Errno Read(Span<byte> buffer, out int count)
    {
        count = 0;
        try
        {
            count = stream.Read(Buffer, 0, Math.Min(buffer.Length, BufferBytes));
        }
        catch (IOException)
        {
            return Errno.InputOutput;
        }
        Buffer.AsSpan(0, count).CopyTo(buffer);
        return Errno.Success;
    }

    public override Errno Write(ReadOnlySpan<byte> bytes, out int count)
    {
        count = Math.Min(bytes.Length, BufferBytes);
        bytes[..count].CopyTo(Buffer);
        try
        {
            stream.Write(Buffer, 0, count);
            stream.Flush();
            return Errno.Success;
        }
        catch (IOException)
        {
            count = 0;
            return Errno.InputOutput;
        }
    }

    public override Errno GetStatus(out FileStatus status)
    {
        status = new FileStatus { Links = 1 };
        return Errno.Success;
    }

    public override Errno SetFlags(DescriptorFlags flags)
    {
        Flags = flags;
        return Errno.Success;
    }
}
