using System.Text.Json;
using Lode.Cli.Benching;

namespace Lode.Cli.Tests;

public sealed class BenchTests
{
    [Fact]
    public void The_table_has_a_row_for_each_test_and_number_of_threads()
    {
        CommandResult result = LodeCommand.Run("bench", TestModels.Demo, "-p", "16", "-n", "4", "-t", "1,2", "-r", "2").ShouldSucceed();
        result.Errors.ShouldBe("");
        string[] lines = result.Output.Split('\n');
        lines[0].ShouldMatch(@"^\| model +\| +size \| +params \| +threads \| test +\| +t/s \| +CPU ms/t \| +GB/s \| +of memory \|$");
        lines[1].ShouldMatch(@"^\|( -+[ :]\|){9}$");
        lines[2].ShouldMatch(@"^\| llama Q8_0 \| 1\.1 MiB \| 1\.12 M \| +1 \| pp16 \| +[0-9.]+ ± [0-9.]+ \| +[0-9.]+ \| +\| +\|$");
        lines[3].ShouldMatch(@"^\| llama Q8_0 \| 1\.1 MiB \| 1\.12 M \| +1 \| tg4  \| +[0-9.]+ ± [0-9.]+ \| +[0-9.]+ \| +[0-9.]+ \| +[0-9]+ % \|$");
        lines[4].ShouldContain("|       2 | pp16 |");
        lines[5].ShouldContain("|       2 | tg4  |");
        lines[2..6].Select(line => line.Length).Distinct().Count().ShouldBe(1);
        result.Output.ShouldMatch(@"\n1 thread reads [0-9.]+ GB of memory per second \(best of 2\)\.\n2 threads read ");
    }

    [Fact]
    public void Json_has_llama_benchs_names_and_every_sample()
    {
        JsonElement json = LodeCommand.Run("bench", TestModels.Demo, "-p", "0", "-n", "3", "-d", "0,20", "-t", "1", "-r", "3", "--json").ShouldSucceed().Json;
        JsonElement[] results = [.. json.GetProperty("results").EnumerateArray()];
        results.Select(result => result.GetProperty("test").GetString()).ShouldBe(["tg3", "tg3 @ d20"]);
        foreach (JsonElement result in results)
        {
            result.GetProperty("n_prompt").GetInt32().ShouldBe(0);
            result.GetProperty("n_gen").GetInt32().ShouldBe(3);
            double[] nanoseconds = [.. result.GetProperty("samples_ns").EnumerateArray().Select(value => value.GetDouble())];
            double[] rates = [.. result.GetProperty("samples_ts").EnumerateArray().Select(value => value.GetDouble())];
            nanoseconds.Length.ShouldBe(3);
            for (int i = 0; i < 3; i++)
                rates[i].ShouldBe(3e9 / nanoseconds[i], 1e-3 * rates[i]);
            double mean = rates.Average();
            result.GetProperty("avg_ts").GetDouble().ShouldBe(mean, 1e-6 * mean);
            result.GetProperty("stddev_ts").GetDouble().ShouldBe(Math.Sqrt(rates.Sum(rate => (rate - mean) * (rate - mean)) / 2), 1e-6 * mean);
            result.GetProperty("median_ts").GetDouble().ShouldBe(rates.Order().ElementAt(1), 1e-6 * mean);
            double bandwidth = json.GetProperty("bandwidth")[0].GetProperty("bytes_per_second").GetDouble();
            double bytes = result.GetProperty("weight_bytes_per_second").GetDouble();
            bytes.ShouldBe(result.GetProperty("weight_bytes_per_token").GetInt64() * rates.Order().ElementAt(1), 1e-6 * bytes);
            result.GetProperty("share_of_bandwidth").GetDouble().ShouldBe(bytes / bandwidth, 1e-9 + 1e-6 * bytes / bandwidth);
        }
        json.GetProperty("bandwidth")[0].GetProperty("samples").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public void Several_models_are_told_apart_by_their_names()
    {
        using TemporaryFolder folder = new();
        string packed = folder.File("packed.gguf");
        LodeCommand.Run("pack", TestModels.Demo, "-o", packed).ShouldSucceed();
        string table = LodeCommand.Run("bench", "demo", packed, "-p", "8", "-n", "0", "-r", "1", "-t", "1", "--no-warmup").ShouldSucceed().Output;
        table.ShouldContain("| demo.gguf   |");
        table.ShouldContain("| packed.gguf |");
    }

    [Fact]
    public void What_cannot_be_timed_is_refused()
    {
        LodeCommand.Run("bench", TestModels.Demo, "-p", "0", "-n", "0").ShouldFail(2).ShouldContain("there is nothing to time");
        LodeCommand.Run("bench", "demo", "-p", "1,x").ShouldFail(2).ShouldContain("--prompt: expected whole numbers from 0 to 1048576 with commas between them, found '1,x'");
        LodeCommand.Run("bench", "demo", "-d", "100000").ShouldFail(1).ShouldContain("longer than what the model was made for");
        LodeCommand.Run(new CommandInput { Bytes = [1] }, "bench", "-").ShouldFail(2).ShouldContain("give the path of a file");
    }

    [Theory]
    [InlineData(512, 0, 0, "pp512")]
    [InlineData(0, 128, 0, "tg128")]
    [InlineData(512, 128, 0, "pp512+tg128")]
    [InlineData(0, 32, 1024, "tg32 @ d1024")]
    public void Tests_have_the_names_of_llama_bench(int prompt, int generated, int depth, string name) =>
        new BenchTest(prompt, generated, depth).Name.ShouldBe(name);

    [Fact]
    public void Progress_says_what_runs_and_how_long_it_may_take()
    {
        BenchProgress.Line(0, 12, "a.gguf", "pp512", 1, 0).ShouldBe("1 of 12: a.gguf, pp512, 1 thread");
        BenchProgress.Line(4, 12, "a.gguf", "tg8", 2, 2_000_000).ShouldBe("5 of 12: a.gguf, tg8, 2 threads, 4.00 s left");
    }
}
