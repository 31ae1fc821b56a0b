using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>What opening a compiled form costs in a process that has done it before; <c>bench/tokenizers open</c> measures exactly.</summary>
[Collection(Alone.Name)]
public class CompiledCostTests
{
    [Theory]
    [InlineData("llama3")]
    [InlineData("gemma3")]
    [InlineData("bert")]
    public void Opening_takes_milliseconds_and_less_than_a_megabyte_of_anonymous_memory(string folder)
    {
        string path = CompiledFiles.Require(folder);
        for (int i = 0; i < 30; i++)
            Tokenizer.Open(path).EncodeToIds("warm");
        GC.Collect();
        long anonymous = AnonymousBytes();
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        const int Times = 10;
        for (int i = 0; i < Times; i++)
            Tokenizer.Open(path);
        double milliseconds = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / Times;
        long allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
        milliseconds.ShouldBeLessThan(50); // aims at 5 on a machine that does nothing else; reading the JSON takes hundreds
        allocated.ShouldBeLessThan(200_000);
        if (anonymous > 0)
            (AnonymousBytes() - anonymous).ShouldBeLessThan(Times * 1_000_000);
    }

    static long AnonymousBytes()
    {
        if (!File.Exists("/proc/self/status"))
            return 0;
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(8).Trim().ToString().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
