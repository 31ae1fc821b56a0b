using System.Text.Json;

namespace Lode.Cli.Tests.Faults;

/// <summary>Memory does not grow with the model.</summary>
[Collection(Lode.Tests.Alone.Name)]
public sealed class MemoryTests
{
    const long Bound = 32 << 20;

    [Fact]
    public void Quantizing_takes_the_same_little_memory_for_any_model()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs lode stat to sample memory");
        using FaultFolder folder = new();
        long small = PeakAnonymous(folder, 1), large = PeakAnonymous(folder, 20);
        large.ShouldBeLessThan(Bound);
        (large - small).ShouldBeLessThan(8 << 20);
    }

    static long PeakAnonymous(FaultFolder folder, int matrices)
    {
        SparseModel.Write(folder.File("in.gguf"), matrices);
        string json = folder.File("in.json");
        LodeCommand.Run("stat", "--json", json, "--sample", "1000", "--", LodeCommand.Host, "exec", LodeCommand.Dll,
            "quantize", folder.File("in.gguf"), "-o", folder.File("out.gguf"), "--type", "Q8_0", "--threads", "4").ShouldSucceed();
        using JsonDocument measured = JsonDocument.Parse(File.ReadAllBytes(json));
        JsonElement run = measured.RootElement.GetProperty("commands")[0].GetProperty("runs")[0];
        return run.GetProperty("samples").GetProperty("anonymous_bytes").EnumerateArray().Max(sample => sample.GetInt64());
    }
}
