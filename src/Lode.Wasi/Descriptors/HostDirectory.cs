using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>A directory of the host, which no path of the guest leaves.</summary>
sealed partial class HostDirectory(SafeFileHandle handle, bool isReadOnly, PathResolver resolver, WaitGate gate)
    : HostDescriptor(FileKind.Directory, handle), IDirectory
{
    const uint NewFileMode = 0x1B6; // rw-rw-rw-, less what the process's mask takes away
    const uint NewFolderMode = 0x1FF; // rwxrwxrwx, likewise

    /// <summary>How often a path is resolved anew where others exchange its last name for a link at the same time.</summary>
    const int Attempts = 8;

    public bool IsReadOnly => isReadOnly;

    public override Errno SetTimes(ReadOnlySpan<TimeSpecification> accessAndModification) =>
        isReadOnly ? Errno.ReadOnly : base.SetTimes(accessAndModification);

    public Errno Open(ReadOnlySpan<byte> path, in OpenRequest request, out Descriptor? opened)
    {
        opened = null;
        for (int attempt = 1; ; attempt++)
        {
            Errno error = resolver.Resolve(Handle, path, request.Following, out ResolvedPath place);
            if (error != Errno.Success)
                return error;
            using (place)
            {
                if (place.MustBeDirectory && request.Has(OpenFlags.Create))
                    return Errno.IsDirectory;
                int flags = request.LinuxFlags | (place.MustBeDirectory ? LinuxCalls.Directory : 0);
                SafeFileHandle file = LinuxCalls.OpenAt(place.Folder, place.Name, flags, NewFileMode);
                if (!file.IsInvalid)
                    return Take(file, request, out opened);
                int reason = Marshal.GetLastPInvokeError();
                file.Dispose();
                // A link has come into the place since it was looked at.
                if (reason is LinuxCalls.TooManyLinks or LinuxCalls.NotDirectory && request.Following == Following.Always && attempt < Attempts
                    && place.GetStatus(out FileStatus status) == Errno.Success && status.Kind == FileKind.SymbolicLink)
                    continue;
                return LinuxErrors.OfNumber(reason);
            }
        }
    }

    public Errno GetStatus(ReadOnlySpan<byte> path, Following following, out FileStatus status)
    {
        Errno error = resolver.Resolve(Handle, path, following, out ResolvedPath place);
        if (error != Errno.Success)
            return Fail(error, out status);
        using (place)
        {
            error = place.GetStatus(out status);
            return error == Errno.Success && place.MustBeDirectory && status.Kind != FileKind.Directory ? Errno.NotDirectory : error;
        }
    }

    public Errno ReadLink(ReadOnlySpan<byte> path, out byte[] target)
    {
        target = [];
        Errno error = resolver.Resolve(Handle, path, Following.WithSlash, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
            return LinkTarget.Read(place.Folder, place.Name, out target);
    }

    Errno Take(SafeFileHandle file, in OpenRequest request, out Descriptor? opened)
    {
        opened = null;
        Errno error = LinuxErrors.Of(LinuxCalls.Status(file, "\0"u8, LinuxCalls.EmptyPath, LinuxCalls.BasicStatus, out FileStatus status));
        if (error == Errno.Success && IsOfProcesses(file) && status.Kind != FileKind.Directory)
            error = Errno.AccessDenied;
        if (error == Errno.Success && status.Kind is not (FileKind.Directory or FileKind.RegularFile))
            error = LinuxErrors.Of(LinuxCalls.Control(file, LinuxCalls.SetFlags, LinuxCalls.Control(file, LinuxCalls.GetFlags, 0) & ~LinuxCalls.NonBlocking));
        if (error != Errno.Success)
        {
            file.Dispose();
            return error;
        }
        HostDescriptor descriptor = status.Kind == FileKind.Directory
            ? new HostDirectory(file, isReadOnly, resolver, gate)
            : new HostFile(status.Kind, file, gate);
        descriptor.StartWith(request.Flags);
        descriptor.Rights = request.Rights & RightsOf.Base(status.Kind);
        descriptor.Inheriting = status.Kind == FileKind.Directory ? request.Inheriting : Rights.None;
        if (descriptor is HostFile { IsTerminal: true })
            descriptor.Rights &= RightsOf.Stream;
        opened = descriptor;
        return Errno.Success;
    }

    /// <summary>Files of <c>/proc</c> are doors into processes, this one among them: no guest opens one.</summary>
    static bool IsOfProcesses(SafeFileHandle file)
    {
        Span<long> status = stackalloc long[16]; // struct statfs has 120 bytes, and the type is the first of them
        return LinuxCalls.FileSystemStatus(file, status) == 0 && status[0] == LinuxCalls.ProcessFiles;
    }
}
