using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>A descriptor of the host: a file or a directory.</summary>
abstract class HostDescriptor(FileKind kind, SafeFileHandle handle) : Descriptor(kind)
{
    // Appending is the only flag that Linux changes for an open file.
    const DescriptorFlags Synchronous = DescriptorFlags.DataSync | DescriptorFlags.ReadSync | DescriptorFlags.Sync;

    // normal, sequential, random, will need, do not need, no reuse: Linux has the second and the third the other way round.
    static ReadOnlySpan<byte> LinuxAdvice => [0, 2, 1, 3, 4, 5];

    public SafeFileHandle Handle => handle;

    /// <summary>Other processes have the same open file: its flags are theirs, too.</summary>
    public bool IsInherited { get; init; }

    public override Errno GetStatus(out FileStatus status) =>
        LinuxErrors.Of(LinuxCalls.Status(Handle, "\0"u8, LinuxCalls.EmptyPath, LinuxCalls.BasicStatus, out status));

    public override Errno SetFlags(DescriptorFlags flags)
    {
        if (((flags ^ Flags) & Synchronous) != 0)
            return Errno.NotSupported;
        if (!IsInherited && ((flags ^ Flags) & DescriptorFlags.Append) != 0)
        {
            int all = LinuxCalls.Control(Handle, LinuxCalls.GetFlags, 0);
            int wanted = (flags & DescriptorFlags.Append) != 0 ? all | LinuxCalls.Append : all & ~LinuxCalls.Append;
            if (all < 0 || LinuxCalls.Control(Handle, LinuxCalls.SetFlags, wanted) < 0)
                return LinuxErrors.Last;
        }
        Flags = flags;
        return Errno.Success;
    }

    public void StartWith(DescriptorFlags flags) => Flags = flags;

    public override Errno SetTimes(ReadOnlySpan<TimeSpecification> accessAndModification) =>
        LinuxErrors.Of(LinuxCalls.SetTimes(Handle, accessAndModification));

    public override Errno Advise(long offset, long length, int advice) =>
        LinuxErrors.OfNumber(LinuxCalls.Advise(Handle, offset, length, LinuxAdvice[advice]));

    public override Errno Synchronize(bool onlyData) =>
        LinuxErrors.Of(onlyData ? LinuxCalls.SynchronizeData(Handle) : LinuxCalls.Synchronize(Handle));

    public override void Dispose()
    {
        Handle.Dispose();
        base.Dispose();
    }
}
