using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lode.Cli.Interop;

namespace Lode.Cli.Streams;

/// <summary>Standard output as raw bytes: nothing is buffered, and a reader that went away is noticed.</summary>
sealed class OutputStream : IDisposable
{
    readonly Stream _stream;

    public OutputStream(Stream stream) => _stream = stream;

    /// <summary>The reader closed its end: there is nobody to write for.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The last byte written, or 0.</summary>
    public byte Last { get; private set; }

    public static OutputStream Standard() => new(StandardStream.Output);

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        Write(JsonSerializer.SerializeToUtf8Bytes(value, type));
        Write("\n"u8);
    }

    /// <exception cref="IOException">The bytes cannot be written for another reason than that the reader went away.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed || bytes.IsEmpty)
            return;
        try
        {
            _stream.Write(bytes);
            _stream.Flush();
            Last = bytes[^1];
        }
        catch (IOException error) when (error.HResult == UnixCalls.BrokenPipe)
        {
            IsClosed = true;
        }
        catch (IOException error)
        {
            throw new IOException($"cannot write to the output: {error.Message}", error);
        }
    }

    /// <summary>Begins a new line, unless nothing was written or it has begun already.</summary>
    /// <returns>Whether anything was written before.</returns>
    public bool EndLine()
    {
        if (Last is not 0 and not (byte)'\n')
            Write("\n"u8);
        return Last != 0;
    }

    public void Dispose() => _stream.Dispose();
}
