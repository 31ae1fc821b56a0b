using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary><c>struct sigaction</c> of glibc and musl on x86-64.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct SignalAction
{
    public nint Handler;
    public fixed ulong Mask[16];
    public int Flags;
    public nint Restorer;
}
