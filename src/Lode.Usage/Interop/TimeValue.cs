using System.Runtime.InteropServices;

namespace Lode.Usage.Interop;

/// <summary>The kernel's <c>struct timeval</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
struct TimeValue
{
    public nint Seconds;
    public nint Fraction;

    public readonly long Microseconds => (long)Seconds * 1_000_000 + Fraction;
}
