using Lode.Kernels.Bandwidth;

namespace Lode.Kernels.Tests;

public sealed unsafe class ReadBandwidthTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Any_number_of_threads_reads_within_the_bounds_of_physics(int threads)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>(8 << 20, pinned: true);
        Array.Fill(memory, (byte)1);
        fixed (byte* start = memory)
            ReadBandwidth.Measure(start, memory.Length, threads).ShouldBeInRange(1e6, 1e13);
    }

    [Fact]
    public void Too_little_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ReadBandwidth.Measure(null, 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => ReadBandwidth.Measure(null, 1 << 20, 0));
    }
}
