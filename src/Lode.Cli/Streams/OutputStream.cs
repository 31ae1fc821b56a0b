using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Win32.SafeHandles;

namespace Lode.Cli.Streams;

/// <summary>Standard output as raw bytes: nothing is buffered, and a reader that went away is noticed.</summary>
sealed class OutputStream : IDisposable
{
    const int StandardOutput = 1;
    const int BrokenPipe = 32; // EPIPE of Linux and macOS
    readonly Stream _stream;

    public OutputStream(Stream stream) => _stream = stream;

    /// <summary>The reader closed its end: there is nobody to write for.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The last byte written, or 0.</summary>
    public byte Last { get; private set; }

    public static OutputStream Standard() => new(OpenStandard());

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
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            IsClosed = true;
        }
        catch (IOException error)
        {
            throw new IOException($"cannot write to the output: {error.Message}", error);
        }
    }

    public void Dispose() => _stream.Dispose();

    // The console's own stream keeps silent about a closed pipe. A file stream tells, but it writes files at an offset of its own, which
    // would overwrite what others write to the same file (`> log 2>&1`): so it serves pipes only.
    static Stream OpenStandard()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        try
        {
            FileStream pipe = new(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput(); // closed, or not open for writing: the console's stream says so when it is used
        }
    }
}
