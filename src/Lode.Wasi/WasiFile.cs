using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>One file of the host that a guest is given, to be read, or mapped over memory of its own (<see cref="WasiOptions.Files"/>).</summary>
/// <param name="Name">The name by which the guest finds it: one component, no slashes.</param>
/// <param name="HostPath">Where it lies. The guest never learns this.</param>
public sealed record WasiFile(string Name, string HostPath)
{
    internal static HostFile? Open(string hostPath, WaitGate gate, out Errno error)
    {
        SafeFileHandle handle = LinuxCalls.OpenAt(LinuxCalls.CurrentFolder, GuestPath.Terminated(Encoding.UTF8.GetBytes(hostPath)),
            LinuxCalls.ReadOnly | LinuxCalls.CloseOnExec | LinuxCalls.NoControllingTerminal, 0);
        error = handle.IsInvalid ? LinuxErrors.Last : Errno.Success;
        if (error == Errno.Success)
            return new HostFile(FileKind.RegularFile, handle, gate);
        handle.Dispose();
        return null;
    }
}
