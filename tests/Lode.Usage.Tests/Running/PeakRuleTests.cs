using Lode.Usage.Running;

namespace Lode.Usage.Tests.Running;

public sealed class PeakRuleTests
{
    const long MB = 1 << 20;
    const long Floor = 30 * MB;

    [Fact]
    public void Above_the_floor_the_kernel_is_right() =>
        new PeakRule { KernelBytes = 50 * MB, FloorBytes = Floor, HadChildren = true, SampledBytes = 40 * MB }.Decide().ShouldBe((50 * MB, PeakKind.Exact));

    [Fact]
    public void At_the_floor_the_exit_is_right() =>
        new PeakRule { KernelBytes = Floor, FloorBytes = Floor, ExitBytes = MB, SampledBytes = MB / 2 }.Decide().ShouldBe((MB, PeakKind.Exact));

    [Fact]
    public void Just_above_the_floor_the_kernel_is_not_believed() =>
        new PeakRule { KernelBytes = Floor + MB / 2, FloorBytes = Floor }.Decide().ShouldBe((Floor + MB / 2, PeakKind.AtMost));

    [Fact]
    public void Children_make_it_a_bound() =>
        new PeakRule { KernelBytes = Floor, FloorBytes = Floor, ExitBytes = MB, HadChildren = true }.Decide().ShouldBe((Floor, PeakKind.AtMost));

    [Fact]
    public void An_earlier_program_makes_it_a_sample() =>
        new PeakRule { KernelBytes = Floor, FloorBytes = Floor, ExitBytes = MB, SampledBytes = 2 * MB, ExitIsPartial = true }
            .Decide().ShouldBe((2 * MB, PeakKind.Sampled));

    [Fact]
    public void Without_an_exit_samples_are_all() =>
        new PeakRule { KernelBytes = Floor, FloorBytes = Floor, SampledBytes = MB }.Decide().ShouldBe((MB, PeakKind.Sampled));

    [Fact]
    public void Without_anything_the_floor_is_the_bound() =>
        new PeakRule { KernelBytes = Floor - MB, FloorBytes = Floor }.Decide().ShouldBe((Floor, PeakKind.AtMost));
}
