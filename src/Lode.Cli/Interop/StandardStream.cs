using System.Runtime.InteropServices;

namespace Lode.Cli.Interop;

/// <summary>Standard output or error, written to as it is.</summary>
/// <remarks>
/// The console's own streams would set up the terminal first (which takes time and sends it escape sequences) and keep silent about a
/// closed pipe; a <see cref="FileStream"/> would write files at an offset of its own, over what others write there (<c>> log 2>&amp;1</c>).
/// </remarks>
sealed class StandardStream : Stream
{
    readonly int _descriptor;

    StandardStream(int descriptor) => _descriptor = descriptor;

    public static Stream Output => OperatingSystem.IsLinux() ? new StandardStream(1) : Console.OpenStandardOutput();

    public static Stream Error => OperatingSystem.IsLinux() ? new StandardStream(2) : Console.OpenStandardError();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The bytes cannot be written; its <see cref="Exception.HResult"/> is the kernel's error number.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = UnixCalls.Write(_descriptor, buffer, buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error == UnixCalls.TryAgain)
                Thread.Sleep(1); // another program made the pipe or terminal non-blocking
            else if (error != UnixCalls.Interrupted)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
