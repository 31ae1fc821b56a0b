using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>What comes byte after byte: a pipe, standard input, a device. Reading can be cancelled while it waits.</summary>
public sealed unsafe class InputStream : Stream
{
    /// <summary>The name of standard input, as commands take it.</summary>
    public const string StandardInput = "-";

    const string StandardInputPath = "/dev/stdin";
    const int FileTypes = 0xF000, Pipe = 0x1000, CharacterDevice = 0x2000, Socket = 0xC000; // S_IFMT and of it
    const int PipeBytes = 1 << 20; // the most that a user may set by default
    const int LooksAtToken = 100; // milliseconds between looks
    readonly SafeFileHandle _file;
    readonly CancellationToken _cancellation;
    readonly string _path;

    InputStream(SafeFileHandle file, string path, CancellationToken cancellation)
    {
        _file = file;
        _path = path;
        _cancellation = cancellation;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether a path names something without positions, which can only be read from its beginning to its end.</summary>
    /// <param name="path">A path, or <see cref="StandardInput"/>: that has positions where a file was redirected to it.</param>
    /// <returns>False also where there is nothing of that name.</returns>
    public static bool IsSequential(string path)
    {
        if (!LinuxFileMapping.IsSupported)
            return path == StandardInput;
        byte* status = stackalloc byte[InputCalls.StatusBytes];
        return InputCalls.Status(InputCalls.CurrentFolder, PathOf(path), 0, InputCalls.TypeOfFile, status) == 0
            && (*(ushort*)(status + InputCalls.ModeOffset) & FileTypes) is Pipe or CharacterDevice or Socket;
    }

    /// <summary>Whether a path names the standard input of this process.</summary>
    public static bool IsStandardInput(string path) => path is StandardInput or StandardInputPath or "/dev/fd/0" or "/proc/self/fd/0";

    /// <summary>The path of standard input where <see cref="StandardInput"/> is given, else the path.</summary>
    public static string PathOf(string path) => path == StandardInput && OperatingSystem.IsLinux() ? StandardInputPath : path;

    /// <summary>Opens a file, a pipe, a device or <see cref="StandardInput"/> for reading in order.</summary>
    /// <param name="path">The path. A named pipe that has no writer yet is waited for by the first read.</param>
    /// <param name="cancellationToken">Ends reads that wait.</param>
    /// <exception cref="FileNotFoundException">There is nothing of that name.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static Stream Open(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!LinuxFileMapping.IsSupported || !IsSequential(path))
        {
            return path == StandardInput && !OperatingSystem.IsLinux()
                ? Console.OpenStandardInput()
                : new FileStream(FileOpening.Open(PathOf(path)), FileAccess.Read, bufferSize: 0);
        }
        SafeFileHandle file = IsStandardInput(path)
            ? InputCalls.Duplicate(0, InputCalls.DuplicateCloseOnExec, 3)
            : LinuxCalls.Open(path, LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec | LinuxCalls.OpenNonBlocking);
        if (file.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            file.Dispose();
            string message = $"{path}: cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}";
            throw error == LinuxCalls.AccessDenied ? new UnauthorizedAccessException(message) : new IOException(message);
        }
        _ = InputCalls.Control(file, InputCalls.SetPipeSize, PipeBytes); // fewer, larger reads; where it is no pipe, nothing happens
        return new InputStream(file, path, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            InputCalls.PollEntry entry = new() { Descriptor = (int)_file.DangerousGetHandle(), Events = InputCalls.Readable };
            int ready = InputCalls.Poll(&entry, 1, LooksAtToken);
            if (ready == 0 || (ready < 0 && Marshal.GetLastPInvokeError() == InputCalls.Interrupted))
                continue;
            nint count;
            fixed (byte* start = buffer)
                count = InputCalls.Read(_file, start, buffer.Length);
            if (count >= 0)
                return (int)count;
            int error = Marshal.GetLastPInvokeError();
            if (error is not (InputCalls.Interrupted or InputCalls.TryAgain))
                throw new IOException($"{_path}: cannot be read: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }
}
