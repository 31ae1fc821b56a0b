using System.Runtime.InteropServices;

namespace Lode.Usage.Interop;

/// <summary>The kernel's <c>struct rusage</c>; a C long is as wide as a pointer on Linux. Source: <c>getrusage(2)</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
struct ResourceUsage
{
    public TimeValue UserTime;
    public TimeValue SystemTime;
    public nint MaximumResident;
    public nint SharedText;
    public nint UnsharedData;
    public nint UnsharedStack;
    public nint MinorFaults;
    public nint MajorFaults;
    public nint Swaps;
    public nint BlockReads;
    public nint BlockWrites;
    public nint MessagesSent;
    public nint MessagesReceived;
    public nint Signals;
    public nint VoluntarySwitches;
    public nint InvoluntarySwitches;
}
