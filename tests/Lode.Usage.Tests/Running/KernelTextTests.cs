using Lode.Usage.Interop;

namespace Lode.Usage.Tests.Running;

public sealed class KernelTextTests
{
    [Fact]
    public void Faults_of_children_are_found_behind_any_name()
    {
        ProcessStat.Parse("7 (a) b (c) S 1 7 7 0 -1 4194304 100 23 5 4 1 2 3 4 20 0 1 0 99 0 0\n"u8)!.Value.ChildFaults.ShouldBe(27);
        ProcessStat.Read(Environment.ProcessId)!.Value.Image.ShouldNotBe(0UL);
        ProcessStat.Parse(""u8).ShouldBeNull();
    }

    [Fact]
    public void Bytes_through_system_calls_are_found()
    {
        ProcessTransfers.Parse("rchar: 12\nwchar: 34\nsyscr: 1\n"u8).ShouldBe(new ProcessTransfers(12, 34));
        ProcessTransfers.Parse(""u8).ShouldBe(new ProcessTransfers(null, null));
    }

    [Fact]
    public void A_status_word_tells_what_happened()
    {
        new WaitStatus(3 << 8).ExitCode.ShouldBe(3);
        new WaitStatus(3 << 8).EndSignal.ShouldBeNull();
        new WaitStatus(0x80 | 11).ExitCode.ShouldBe(139); // with a core dump
        WaitStatus.OfStop(5 | 6 << 8).IsExitEvent.ShouldBeTrue();
        WaitStatus.OfStop(5 | 4 << 8).IsExecEvent.ShouldBeTrue();
        WaitStatus.OfStop(20 | 128 << 8).IsStopEvent.ShouldBeTrue();
        WaitStatus.OfStop(20).StopSignal.ShouldBe(20);
    }
}
