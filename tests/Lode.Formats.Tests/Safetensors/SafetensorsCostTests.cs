using System.Text;

namespace Lode.Formats.Tests;

/// <summary>What opening costs: the header's pages and some objects, whatever the size of the tensors and of the lies.</summary>
[Collection(nameof(Alone))]
public sealed class SafetensorsCostTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void A_large_model_opens_in_little_memory()
    {
        string path = _folder.File("large.safetensors");
        StringBuilder header = new("{\"__metadata__\":{\"format\":\"pt\"}");
        const long Bytes = 4096L * 4096 * 2;
        for (int i = 0; i < 224; i++)
            header.Append(',').Append(SafetensorsBytes.Entry($"model.layers.{i / 7}.part.{i % 7}.weight", "BF16", "[4096,4096]", $"[{i * Bytes},{(i + 1) * Bytes}]"));
        File.WriteAllBytes(path, SafetensorsBytes.File(header.Append('}').ToString()));
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength(stream.Length + 224 * Bytes); // one hole: no disk
        SafetensorsFile.Open(path).Dispose(); // compiles the path

        long anonymous = Memory("RssAnon"), mapped = Memory("RssFile"), allocated = GC.GetAllocatedBytesForCurrentThread();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        file.File.Length.ShouldBeGreaterThan(7_000_000_000);
        file.Tensors.Count.ShouldBe(224);
        allocated.ShouldBeLessThan(200_000);
        (Memory("RssAnon") - anonymous).ShouldBeLessThan(1_000_000);
        (Memory("RssFile") - mapped).ShouldBeLessThan(file.DataOffset + (2 << 20));
    }

    [Fact]
    public void As_many_tensors_as_there_may_be_cost_no_more_than_a_header_may()
    {
        string path = _folder.Write("many.safetensors", Many(SafetensorsLimits.Tensors));
        Cost.ShouldBeBounded(() =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            file.Tensors.Count.ShouldBe(SafetensorsLimits.Tensors);
        });
        path = _folder.Write("more.safetensors", Many(SafetensorsLimits.Tensors + 1));
        Cost.ShouldBeBounded(() => Should.Throw<ModelFormatException>(() => SafetensorsFile.Open(path)).Message.ShouldContain("at most 131072 tensors"));
    }

    [Fact]
    public void The_longest_names_cost_what_the_limits_say()
    {
        StringBuilder header = new("{");
        string name = new('n', SafetensorsLimits.NameBytes - 6);
        for (int i = 0; i < SafetensorsLimits.Tensors; i++)
            header.Append(i == 0 ? "" : ",").Append(SafetensorsBytes.Entry($"{name}{i:D6}", "U8", "[0]", "[0,0]"));
        string path = _folder.Write("names.safetensors", SafetensorsBytes.File(header.Append('}').ToString()));
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsFile.Open(path).Dispose();
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(256_000_000);
    }

    [Fact]
    public void A_header_of_blanks_costs_its_time_only()
    {
        byte[] header = new byte[SafetensorsLimits.HeaderBytes];
        header.AsSpan().Fill((byte)' ');
        (header[0], header[1]) = ((byte)'{', (byte)'}');
        string path = _folder.Write("blanks.safetensors", SafetensorsBytes.File(header));
        Cost.ShouldBeBounded(() => SafetensorsFile.Open(path).Dispose());
    }

    [Fact]
    public void A_stream_that_promises_a_long_header_costs_what_it_sends()
    {
        byte[] file = SafetensorsBytes.File(100_000_000, "{\"t\":"u8, 0);
        new Action(() => Should.Throw<ModelFormatException>(() => new SafetensorsReader(new MemoryStream(file), "pipe")))();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ModelFormatException>(() => new SafetensorsReader(new MemoryStream(file), "pipe"));
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(200_000);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Tensors of a byte each, in the order that is the most work to sort.</summary>
    static byte[] Many(int count)
    {
        StringBuilder header = new("{");
        for (int i = count - 1; i >= 0; i--)
            header.Append(i == count - 1 ? "" : ",").Append(SafetensorsBytes.Entry($"t{i}", "U8", "[1]", $"[{i},{i + 1}]"));
        return SafetensorsBytes.File(header.Append('}').ToString(), count);
    }

    static long Memory(string field)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/status");
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
