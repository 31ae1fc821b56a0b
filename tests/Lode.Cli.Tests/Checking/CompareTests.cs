using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class CompareTests
{
    static string Source => TestData.Require("mini/quant-llama-f32.gguf");

    static string Quantised => TestData.Require("mini/quant-llama-q4_k_m.gguf");

    [Fact]
    public void The_table_is_in_the_order_of_the_file_or_of_the_errors()
    {
        CommandResult result = LodeCommand.Run("compare", Source, Quantised).ShouldSucceed();
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(13);
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["tensor", "type", "shape", "RMS", "error", "relative", "largest"]);
        lines.ShouldContain(line => line.StartsWith("output.weight", StringComparison.Ordinal) && line.Contains("F32 / Q6_K  [541, 256]", StringComparison.Ordinal));
        lines.Count(line => line.EndsWith("  identical", StringComparison.Ordinal)).ShouldBe(3);
        result.Errors.ShouldStartWith("12 tensors in both, 3 identical, relative error ");

        string[] sorted = LodeCommand.Run("compare", Source, Quantised, "--sort", "error").ShouldSucceed().Output.TrimEnd('\n').Split('\n');
        sorted.Order().ShouldBe(lines.Order());
        sorted[^3..].ShouldAllBe(line => line.EndsWith("  identical", StringComparison.Ordinal));
        sorted[1].ShouldContain("Q4_K");
    }

    [Fact]
    public void Json_has_the_recorded_errors()
    {
        JsonElement json = LodeCommand.Run("compare", Source, Quantised, "--json", "--sort", "error", "--threads", "1").ShouldSucceed().Json;
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("mini/quant-decoded.json")));
        JsonElement expected = recorded.RootElement.GetProperty("q4_k_m").GetProperty("tensors");
        JsonElement[] tensors = [.. json.GetProperty("tensors").EnumerateArray()];
        foreach (JsonElement tensor in tensors.Where(tensor => !tensor.GetProperty("identical").GetBoolean()))
        {
            double error = expected.GetProperty(tensor.GetProperty("name").GetString()!).GetProperty("relative_rms_error").GetDouble();
            tensor.GetProperty("relative_rms_error").GetDouble().ShouldBe(error, 1e-9);
        }
        tensors.Select(tensor => -tensor.GetProperty("relative_rms_error").GetDouble()).ShouldBeInOrder();
        json.GetProperty("identical").GetInt32().ShouldBe(3);
        json.GetProperty("only_in_first").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Models_of_other_formats_and_names_are_listed()
    {
        string folder = TestData.Require("mini/hf-mini-qwen3");
        CommandResult result = LodeCommand.Run("compare", Source, folder).ShouldSucceed();
        result.Output.ShouldContain($"only in {Source}: output.weight\n");
        result.Output.ShouldContain($"only in {folder}: model.embed_tokens.weight\n");
        result.Errors.ShouldStartWith("0 tensors in both, 0 identical; 12 only in ");
    }

    [Fact]
    public void What_is_missing_or_wrong_on_the_command_line_is_said()
    {
        LodeCommand.Run("compare", "demo").ShouldFail(2).ShouldStartWith("no second model was given: lode compare MODEL OTHER");
        LodeCommand.Run("compare", TestModels.Any, TestModels.Any, "--sort", "name").ShouldFail(2).ShouldStartWith("--sort: expected file or error, found 'name'");
        LodeCommand.Run("compare", TestModels.Any, "/no/such.gguf").ShouldFail(1).ShouldStartWith("there is no file /no/such.gguf");
    }
}
