using System.Runtime.InteropServices;

namespace Lode.Usage.Interop;

/// <summary>The first version of the kernel's <c>struct perf_event_attr</c>. Source: <c>perf_event_open(2)</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
struct PerformanceEvent
{
    public const int Hardware = 0, Software = 1; // PERF_TYPE_*

    /// <summary>Counts nothing here, is inherited by children, not in the kernel, nor in a hypervisor, and starts at their <c>exec</c>.</summary>
    public const ulong OfChildren = Disabled | Inherit | ExcludeKernel | ExcludeHypervisor | EnableOnExec;

    public const ulong Disabled = 1, Inherit = 1 << 1, ExcludeKernel = 1 << 5, ExcludeHypervisor = 1 << 6, EnableOnExec = 1 << 12;

    /// <summary>Tells also for how long the counter was wanted and for how long it had a register: PERF_FORMAT_TOTAL_TIME_*.</summary>
    public const ulong WithTimes = 3;

    public uint Type;
    public uint Size;
    public ulong Config;
    public ulong SamplePeriod;
    public ulong SampleType;
    public ulong ReadFormat;
    public ulong Flags;
    public uint WakeUp;
    public uint BreakpointType;
    public ulong Config1;
}
