using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>A file, a pipe, a terminal or a device of the host.</summary>
/// <remarks>Guest memory goes to the kernel as it is: where it cannot be read or written, the call fails and nothing else happens.</remarks>
sealed class HostFile(FileKind kind, SafeFileHandle handle, WaitGate gate) : HostDescriptor(kind, handle)
{
    /// <summary>A pipe that is ready takes so many bytes without waiting (<c>PIPE_BUF</c>).</summary>
    const int UninterruptedBytes = 4096;

    bool MayWait => Kind is not (FileKind.RegularFile or FileKind.BlockDevice);

    public override Errno Read(Span<byte> buffer, out int count)
    {
        while (true)
        {
            Errno error = BeReady(PollEntry.In);
            if (error != Errno.Success)
                return Fail(error, out count);
            if (Finish(LinuxCalls.Read(Handle, buffer, buffer.Length), PollEntry.In, out count, out error))
                return error;
        }
    }

    public override Errno Write(ReadOnlySpan<byte> bytes, out int count)
    {
        while (true)
        {
            Errno error = BeReady(PollEntry.Out);
            if (error != Errno.Success)
                return Fail(error, out count);
            ReadOnlySpan<byte> now = MayWait && gate.IsInterruptible && bytes.Length > UninterruptedBytes ? bytes[..UninterruptedBytes] : bytes;
            if (Finish(LinuxCalls.Write(Handle, now, now.Length), PollEntry.Out, out count, out error))
                return error;
        }
    }

    public override Errno ReadAt(Span<byte> buffer, long offset, out int count)
    {
        nint read = LinuxCalls.ReadAt(Handle, buffer, buffer.Length, offset);
        count = (int)Math.Max(read, 0);
        return LinuxErrors.Of(read);
    }

    public override Errno WriteAt(ReadOnlySpan<byte> bytes, long offset, out int count)
    {
        nint written = LinuxCalls.WriteAt(Handle, bytes, bytes.Length, offset);
        count = (int)Math.Max(written, 0);
        return LinuxErrors.Of(written);
    }

    public override Errno Seek(long offset, Whence whence, out long position)
    {
        position = LinuxCalls.Seek(Handle, offset, (int)whence);
        return LinuxErrors.Of((nint)position);
    }

    public override Errno SetLength(long length) => LinuxErrors.Of(LinuxCalls.SetLength(Handle, length));

    public override Errno Allocate(long offset, long length) => LinuxErrors.Of(LinuxCalls.Allocate(Handle, 0, offset, length));

    public override int? Pollable => MayWait ? (int)Handle.DangerousGetHandle() : null;

    public override ulong Available
    {
        get
        {
            if (MayWait)
                return LinuxCalls.Query(Handle, LinuxCalls.BytesToRead, out int bytes) == 0 ? (ulong)Math.Max(bytes, 0) : 0;
            long position = LinuxCalls.Seek(Handle, 0, (int)Whence.Current);
            return GetStatus(out FileStatus status) == Errno.Success && (long)status.Size > position ? status.Size - (ulong)position : 0;
        }
    }

    Errno BeReady(short wanted)
    {
        bool mayNotWait = (Flags & DescriptorFlags.NonBlocking) != 0;
        return MayWait && (mayNotWait || gate.IsInterruptible) ? gate.WaitFor(Handle, wanted, mayNotWait) : Errno.Success;
    }

    /// <summary>Whether a call is done: not where it was interrupted, or where another program made the pipe or terminal non-blocking.</summary>
    bool Finish(nint answer, short wanted, out int count, out Errno error)
    {
        count = (int)Math.Max(answer, 0);
        error = LinuxErrors.Of(answer);
        if (error == Errno.Interrupted)
            return gate.IsInterrupted;
        if (error != Errno.TryAgain || (Flags & DescriptorFlags.NonBlocking) != 0)
            return true;
        error = gate.WaitFor(Handle, wanted, mayNotWait: false);
        return error != Errno.Success;
    }

    /// <summary>Whether it is a terminal, by which programs decide how to write.</summary>
    public bool IsTerminal => Kind == FileKind.CharacterDevice && LinuxCalls.IsTerminal(Handle) != 0;
}
