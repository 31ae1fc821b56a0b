using Lode.Usage.Interop;
using Lode.Usage.Running;

namespace Lode.Usage.Tests.Running;

/// <summary>A counter that the kernel keeps itself stands in for those of the processor, which virtual machines rarely have.</summary>
[Collection(Lode.Tests.Alone.Name)]
public sealed class PerformanceCountersTests
{
    const ulong PageFaults = 2; // PERF_COUNT_SW_PAGE_FAULTS

    [Fact]
    public void A_counter_counts_the_command_from_its_start_and_nothing_else()
    {
        string program = TestPrograms.Fault.Require();
        int counter = PerformanceCounters.Open(PerformanceEvent.Software, PageFaults, PerformanceEvent.OfChildren, 0);
        Assert.SkipWhen(counter < 0, "the kernel allows no counters here");
        // Without a trace the calling thread is the one that starts the command.
        RunResult result = CommandRunner.Run(CommandLine.FromStrings(program, "5000"), new RunSettings { Trace = false });
        long? counted = PerformanceCounters.Read(counter);
        ProcessCalls.Close(counter).ShouldBe(0);
        counted!.Value.ShouldBeInRange(5000, result.MinorFaults);
    }
}
