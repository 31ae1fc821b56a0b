using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Opens what a guest is given at the start.</summary>
sealed class Opening(WaitGate gate, PathResolver resolver)
{
    public Descriptor Stream(WasiChannel stream, int number)
    {
        Rights direction = number == 0 ? Rights.FdRead : Rights.FdWrite;
        Rights withoutDirection = ~(Rights.FdRead | Rights.FdWrite);
        if (stream.Stream is not null)
            return new StreamDescriptor(stream.Stream) { Rights = RightsOf.Stream & withoutDirection | direction };
        SafeFileHandle handle = new(number, ownsHandle: false);
        if (!IsInherited(handle) || LinuxCalls.Status(handle, "\0"u8, LinuxCalls.EmptyPath, LinuxCalls.BasicStatus, out FileStatus status) < 0)
            return new ClosedStream { Rights = RightsOf.Stream & withoutDirection | direction };
        HostFile file = new(status.Kind, handle, gate) { IsInherited = true };
        file.Rights = (file.IsTerminal ? RightsOf.Stream : RightsOf.Base(status.Kind)) & withoutDirection | direction;
        return file;
    }

    public Descriptor Directory(WasiDirectory directory)
    {
        SafeFileHandle handle = LinuxCalls.OpenAt(LinuxCalls.CurrentFolder, Name(directory.HostPath, "the path of a directory"),
            LinuxCalls.ReadOnly | LinuxCalls.Directory | LinuxCalls.CloseOnExec, 0);
        if (handle.IsInvalid)
            throw new IOException($"cannot open the directory {directory.HostPath}: {Marshal.GetLastPInvokeErrorMessage()}");
        Rights taken = directory.IsReadOnly ? RightsOf.Writing : Rights.None;
        return new HostDirectory(handle, directory.IsReadOnly, resolver, gate)
        {
            Rights = RightsOf.Directory & ~taken,
            Inheriting = RightsOf.DirectoryInheriting & ~taken,
            GivenName = Name(directory.GuestPath, "the guest's path of a directory")[..^1],
        };
    }

    public Descriptor Files(IReadOnlyList<WasiFile> files, string path)
    {
        HashSet<string> names = [];
        foreach (WasiFile file in files)
        {
            if (file.Name is "" or "." or ".." || file.Name.Contains('/') || file.Name.Contains('\0') || !names.Add(file.Name))
                throw new ArgumentException($"the name of a file is one component, given once; found '{file.Name}'", nameof(files));
            using HostFile? host = WasiFile.Open(file.HostPath, gate, out _);
            if (host is null)
                throw new IOException($"cannot open the file {file.HostPath}: {Marshal.GetLastPInvokeErrorMessage()}");
            if (host.GetStatus(out FileStatus status) != Errno.Success || status.Kind != FileKind.RegularFile)
                throw new IOException($"cannot give {file.HostPath} to a guest: expected a regular file");
        }
        return new FileCollection(files, gate)
        {
            Rights = RightsOf.Directory & ~RightsOf.Writing,
            Inheriting = RightsOf.DirectoryInheriting & ~RightsOf.Writing,
            GivenName = Name(path, "the guest's path of the files")[..^1],
        };
    }

    /// <summary>
    /// Whether a descriptor came from whoever started this process. Where a standard stream was closed, the runtime or the program has
    /// opened something of its own under its number, which no guest may have; that is closed on exec, and what was inherited is not.
    /// </summary>
    static bool IsInherited(SafeFileHandle handle) => LinuxCalls.Control(handle, LinuxCalls.GetDescriptorFlags, 0) == 0;

    static byte[] Name(string text, string what) => text.Length > 0 && !text.Contains('\0')
        ? GuestPath.Terminated(Encoding.UTF8.GetBytes(text))
        : throw new ArgumentException($"{what} is not empty and has no zero byte, found '{text}'", nameof(text));
}
