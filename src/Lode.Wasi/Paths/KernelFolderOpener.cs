using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Lets the kernel walk (<c>openat2</c>, Linux 5.6): one call for any path.</summary>
sealed class KernelFolderOpener : IFolderOpener
{
    /// <summary>The kernel gives up where something is renamed while it walks through <c>..</c>.</summary>
    const int Attempts = 16;

    readonly WalkingFolderOpener _walk = new();

    /// <summary>Whether the kernel has the call and lets this process use it.</summary>
    public static bool IsSupported { get; } = Probe();

    public Errno Open(SafeFileHandle root, ReadOnlySpan<byte> path, out SafeFileHandle? folder)
    {
        folder = null;
        byte[] terminated = GuestPath.Terminated(path);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            nint descriptor = LinuxCalls.OpenBeneath(root, terminated, LinuxCalls.PathOnly | LinuxCalls.Directory | LinuxCalls.CloseOnExec);
            if (descriptor >= 0)
            {
                folder = new SafeFileHandle(descriptor, ownsHandle: true);
                return Errno.Success;
            }
            switch (Marshal.GetLastPInvokeError())
            {
                case LinuxCalls.TryAgain or LinuxCalls.InterruptedCall:
                    continue;
                case LinuxCalls.CrossDevice:
                    return Errno.NotCapable; // it leads out of the root
                case int error:
                    return LinuxErrors.OfNumber(error);
            }
        }
        return _walk.Open(root, path, out folder);
    }

    static bool Probe()
    {
        using SafeFileHandle here = LinuxCalls.OpenAt(LinuxCalls.CurrentFolder, "/\0"u8, LinuxCalls.PathOnly | LinuxCalls.CloseOnExec, 0);
        nint descriptor = LinuxCalls.OpenBeneath(here, ".\0"u8, LinuxCalls.PathOnly | LinuxCalls.CloseOnExec);
        if (descriptor < 0)
            return false;
        new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
        return true;
    }
}
