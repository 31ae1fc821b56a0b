using System.Text.Json;
using System.Xml.Linq;
using Lode.Formats;

namespace Lode.Cli.Tests.Load;

public sealed class LoadVerbTests : IDisposable
{
    const long Weights = 64 << 20;
    readonly TemporaryFolder _folder = new();

    public LoadVerbTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "commands are measured on Linux");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mapped_memory_is_shared_and_what_is_read_is_private()
    {
        string model = MadeUp();
        string json = _folder.File("load.json"), plot = _folder.File("load.svg"), markdown = _folder.File("load.md");
        string temporary = Directory.CreateDirectory(_folder.File("temporary")).FullName;
        CommandInput input = new() { Environment = new() { ["TMPDIR"] = temporary } };
        CommandResult result = LodeCommand.Run(input, "load", model, "--ways", "map,map+populate,stream,read", "-n", "1",
            "--json", json, "--plot", plot, "--markdown", markdown).ShouldSucceed();
        result.Output.ShouldBe("");
        result.Errors.ShouldContain("A: map ");
        result.Errors.ShouldContain("one run each after 1 to warm up, in turn");
        JsonElement[] runs = Runs(json);
        foreach (JsonElement run in runs)
        {
            run.GetProperty("exit_code").GetInt32().ShouldBe(0);
            run.GetProperty("ready_us").GetInt64().ShouldBeInRange(1, run.GetProperty("wall_us").GetInt64());
            run.GetProperty("peak_bytes").GetInt64().ShouldBeInRange(Weights, Weights + (80 << 20));
        }
        foreach (int mapped in (int[])[0, 1])
        {
            runs[mapped].GetProperty("anonymous_bytes").GetInt64().ShouldBeLessThan(Weights / 4);
            runs[mapped].GetProperty("mapped_bytes").GetInt64().ShouldBeGreaterThan(Weights);
            runs[mapped].GetProperty("bytes_read").GetInt64().ShouldBeLessThan(Weights / 8);
        }
        foreach (int read in (int[])[2, 3])
        {
            runs[read].GetProperty("anonymous_bytes").GetInt64().ShouldBeInRange(Weights, Weights + (16 << 20));
            runs[read].GetProperty("bytes_read").GetInt64().ShouldBeGreaterThan(Weights);
        }
        XDocument.Load(plot).Root!.Name.LocalName.ShouldBe("svg");
        File.ReadAllText(markdown).ShouldContain("| B | `map+populate` | 1 |");
        Directory.EnumerateDirectories(temporary, "lode-load-*").ShouldBeEmpty();
    }

    [Fact]
    public void A_model_that_is_only_opened_is_not_read()
    {
        string json = _folder.File("load.json");
        LodeCommand.Run("load", MadeUp(), "--ways", "map", "-n", "1", "--no-touch", "--json", json).ShouldSucceed();
        Runs(json)[0].GetProperty("mapped_bytes").GetInt64().ShouldBeLessThan(Weights);
    }

    [Fact]
    public void A_whole_run_up_to_one_token_is_measured()
    {
        CommandResult result = LodeCommand.Run("load", TestModels.Any, "--ways", "map,stream,read", "-n", "1", "--token", "Once upon a time", "--cold", "--json", "-")
            .ShouldSucceed();
        foreach (JsonElement command in result.Json.GetProperty("commands").EnumerateArray())
            command.GetProperty("runs")[0].GetProperty("ready_us").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_split_model_is_measured_too()
    {
        string model = Write("m-00002-of-00002.gguf", 1 << 20, 1);
        Write("m-00001-of-00002.gguf", 1 << 20, 0);
        LodeCommand.Run("load", model, "-n", "1", "--cold").ShouldSucceed().Errors.ShouldContain("F: read");
    }

    [Fact]
    public void A_model_larger_than_memory_runs_mapped_and_says_what_to_do_where_it_is_read()
    {
        string model = MadeUp();
        // Private memory is limited to less than the weights and what .NET needs.
        foreach (string way in (string[])["read", "stream"])
        {
            Shell.Run($"ulimit -d 100000; {Shell.Lode} load-way {way} \"$1\" --touch", model).ShouldFail(1)
                .ShouldMatch("^not enough memory to hold the weights: .*; map the file instead \\(--load map\\), which needs none$");
        }
        Shell.Run($"ulimit -d 100000; {Shell.Lode} load-way map \"$1\" --touch", model).ShouldSucceed();
    }

    [Fact]
    public void A_damaged_model_fails_in_every_way_and_the_exit_code_says_so()
    {
        string model = _folder.File("bad.gguf");
        File.WriteAllText(model, "<html>");
        CommandResult result = LodeCommand.Run("load", model, "--ways", "map,stream", "-n", "1", "--cold");
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("found a web page");
        result.Errors.ShouldContain("failed runs of A, which count all the same: run 1 (exit code 1)");
    }

    [Theory]
    [InlineData("--ways: expected some of map, ", "--ways", "map,mmap")]
    [InlineData("each once", "--ways", "map,map")]
    [InlineData("cannot write '/no/such/folder/x.json'", "--json", "/no/such/folder/x.json")]
    [InlineData("--runs: expected a whole number", "-n", "0")]
    [InlineData("only one of --json, --csv and --markdown", "--json", "-", "--csv", "-")]
    public void What_is_wrong_is_told_before_anything_runs(string message, params string[] options)
    {
        CommandResult result = LodeCommand.Run(["load", TestModels.Any, .. options]);
        result.ExitCode.ShouldBeInRange(1, 2);
        result.Errors.ShouldContain(message);
    }

    [Fact]
    public void An_interruption_ends_the_series_and_leaves_nothing()
    {
        string model = MadeUp();
        Dictionary<string, string> environment = new() { ["TMPDIR"] = _folder.Path };
        CommandResult result = Shell.Run($"timeout -s TERM 3 {Shell.Lode} load \"$1\" --ways map,stream,read -n 100000; true", model, environment);
        result.Errors.ShouldContain("interrupted: fewer runs than asked for");
        Directory.EnumerateDirectories(_folder.Path).ShouldBeEmpty();
    }

    static JsonElement[] Runs(string json) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(json)).RootElement.GetProperty("commands").EnumerateArray().Select(command => command.GetProperty("runs")[0])];

    string MadeUp() => Write("model.gguf", Weights, null);

    string Write(string name, long length, int? part)
    {
        string path = _folder.File(name);
        using FileStream file = File.Create(path);
        using GgufWriter writer = new(file);
        writer.Add("general.architecture", "made up");
        if (part is int number)
        {
            writer.Add("split.no", (ushort)number);
            writer.Add("split.count", (ushort)2);
        }
        writer.AddTensor($"t{part}", GgmlType.I8, length);
        byte[] bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        for (long at = 0; at < length; at += bytes.Length)
            writer.WriteTensor(bytes);
        writer.Complete();
        return path;
    }
}
