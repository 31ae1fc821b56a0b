using System.Globalization;
using System.Security.Cryptography;
using Lode.Memory;

namespace Lode.Formats.Tests;

/// <summary>A destination gets each tensor as it comes, and what it takes leaves this process's memory.</summary>
[Collection(nameof(Alone))]
public sealed unsafe class TensorDestinationTests
{
    [Fact]
    public void What_a_destination_takes_is_its_own_and_the_rest_stays()
    {
        byte[] sample = GgufBytes.Sample();
        StreamedGguf stream = StreamedGguf.Open("pipe", new TrickleStream(sample, most: 50));
        using GgufFile file = stream.File;
        Dictionary<string, byte[]> taken = [];
        stream.ReadTensors(new Destination((tensor, data) =>
        {
            if (tensor.Name == "two")
                return false;
            taken.Add(tensor.Name, new ReadOnlySpan<byte>(data.Address, (int)tensor.ByteLength).ToArray());
            data.Dispose();
            return true;
        }));
        taken.Keys.ShouldBe(["one", "three"]);
        file.Tensors.Where(tensor => tensor.IsPlaced).Select(tensor => tensor.Name).ShouldBe(["two"]);
        Should.Throw<InvalidOperationException>(() => file.Tensors[0].View()).Message.ShouldContain("'one'");
        using MappedView two = file.Tensors[1].View();
        two.Length.ShouldBe(36);
    }

    [Fact]
    public void A_destination_that_fails_ends_the_reading_and_keeps_nothing()
    {
        PageMemory? last = null;
        StreamedGguf stream = StreamedGguf.Open("pipe", new TrickleStream(GgufBytes.Sample()));
        using GgufFile file = stream.File;
        Should.Throw<IOException>(() => stream.ReadTensors(new Destination((_, data) =>
        {
            last = data;
            throw new IOException("the device is gone");
        }))).Message.ShouldBe("the device is gone");
        Should.Throw<ObjectDisposedException>(() => (nint)last!.Address);
    }

    [Fact]
    public void The_peak_is_the_largest_tensor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/status");
        const int Count = 24, Large = 32 << 20;
        GgufBytes header = GgufBytes.Start(tensors: Count);
        for (int i = 0; i < Count; i++)
            header.Tensor($"t{i}", GgmlType.I8, (ulong)i * Large, Large);
        using ZeroesBehind source = new(header.AlignTo(32));
        StreamedGguf stream = StreamedGguf.Open("pipe", source);
        using GgufFile file = stream.File;
        int seen = 0;
        byte[] zeros = SHA256.HashData(new byte[Large]);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true); // what other tests left would be given back meanwhile
        long before = Anonymous(), most = 0;
        stream.ReadTensors(new Destination((tensor, data) =>
        {
            most = Math.Max(most, Anonymous() - before);
            if (seen++ % 8 == 0)
                SHA256.HashData(new ReadOnlySpan<byte>(data.Address, Large)).ShouldBe(zeros);
            data.Dispose();
            return true;
        }));
        seen.ShouldBe(Count);
        most.ShouldBeInRange(Large * 3 / 4, 3 * Large, "one tensor at a time, of 768 MiB in all");
    }

    static long Anonymous()
    {
        string line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    sealed class Destination(Func<GgufTensor, PageMemory, bool> take) : ITensorDestination
    {
        public bool Take(GgufTensor tensor, PageMemory data) => take(tensor, data);
    }
}
