using Lode.Usage.Running;

namespace Lode.Usage.Tests.Running;

public sealed class SampleBufferTests
{
    [Fact]
    public void A_short_series_is_kept_as_it_is()
    {
        SampleBuffer buffer = new(4);
        buffer.PeakResident.ShouldBeNull();
        buffer.Add(10, 100, 60);
        buffer.Add(20, 90, 80);
        buffer.ToArray().ShouldBe([new MemorySample(10, 100, 60, 40), new MemorySample(20, 90, 80, 10)]);
        (buffer.PeakResident, buffer.PeakFile, buffer.PeakAnonymous).ShouldBe((100, 80, 40));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    public void A_long_series_stays_bounded_ordered_and_keeps_its_peak(int count)
    {
        for (int peak = 0; peak < count; peak += Math.Max(1, count / 50))
        {
            SampleBuffer buffer = new(4);
            for (int i = 0; i < count; i++)
                buffer.Add(i, i == peak ? 1000 : i % 7, 0);
            MemorySample[] samples = buffer.ToArray();
            samples.Length.ShouldBeInRange(2, 4);
            samples.Select(s => s.TimeUs).ShouldBe(samples.Select(s => s.TimeUs).Order());
            samples.ShouldContain(s => s.TimeUs == peak && s.ResidentBytes == 1000);
        }
    }

    [Fact]
    public void Entries_of_a_long_series_stand_for_equal_spans()
    {
        SampleBuffer buffer = new(4);
        for (int i = 0; i < 16; i++)
            buffer.Add(i, i, 0);
        buffer.ToArray().Select(s => s.TimeUs).ShouldBe([3, 7, 11, 15]);
    }
}
