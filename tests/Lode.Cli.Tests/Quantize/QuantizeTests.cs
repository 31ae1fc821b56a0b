using System.Runtime.InteropServices;
using System.Text.Json;
using Lode.Formats;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class QuantizeTests
{
    static string Source => TestData.Require("mini/quant-llama-f32.gguf");

    [Fact]
    public void The_report_lists_every_tensor_and_the_whole()
    {
        using TemporaryFolder folder = new();
        CommandResult result = LodeCommand.Run("quantize", Source, "-o", folder.File("q8.gguf"), "--type", "q8_0", "--report").ShouldSucceed();
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(14);
        lines[0].ShouldMatch("^tensor +from +to +bytes +RMS error +relative +largest$");
        lines[1].ShouldMatch(@"^token_embd\.weight +F32 +Q8_0 +147,152 +2\.686E-003 +5\.360E-003 +9\.220E-003$");
        lines[3].ShouldMatch(@"^output_norm\.weight +F32 +F32 +1,024 +0 +0 +0$");
        lines[^1].ShouldMatch(@"^all +715,168 +1\.369E-003 +5\.358E-003 +9\.220E-003$");
        result.Errors.ShouldStartWith($"{folder.File("q8.gguf")}: Q8_0, 698.4 KiB of 2.6 MiB (26 %), 8.53 bits per parameter, ");
        result.Errors.TrimEnd('\n').ShouldEndWith("relative error 0.00536");
        Directory.GetFiles(folder.Path).ShouldBe([folder.File("q8.gguf")]);
    }

    [Fact]
    public void Json_has_the_sizes_and_with_a_report_the_tensors()
    {
        using TemporaryFolder folder = new();
        string target = folder.File("q8.gguf");
        JsonElement json = LodeCommand.Run("quantize", Source, "-o", target, "--type", "q8_0", "--json", "-t", "1").ShouldSucceed().Json;
        json.GetProperty("type").GetString().ShouldBe("Q8_0");
        json.GetProperty("file_bytes").GetInt64().ShouldBe(new FileInfo(target).Length);
        json.GetProperty("tensors").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("threads").GetInt32().ShouldBe(1);
        json = LodeCommand.Run("quantize", Source, "-o", target, "--type", "q8_0", "--json", $"--report={folder.File("errors.json")}").ShouldSucceed().Json;
        json.GetProperty("tensors").GetArrayLength().ShouldBe(12);
        JsonElement file = JsonDocument.Parse(File.ReadAllBytes(folder.File("errors.json"))).RootElement;
        file.GetProperty("tensors")[0].GetProperty("relative_rms_error").GetDouble().ShouldBe(5.360e-3, 1e-6);
        file.GetProperty("tensors")[0].GetProperty("source_type").GetString().ShouldBe("F32");
    }

    [Fact]
    public void Rows_that_do_not_fit_are_told()
    {
        using TemporaryFolder folder = new();
        CommandResult result = LodeCommand.Run("quantize", TestModels.MiniLlama, "-o", folder.File("q8.gguf"), "--type", "Q8_0", "--report").ShouldSucceed();
        result.Output.ShouldMatch(@"blk\.0\.ffn_down\.weight +F32 +F16 .* not Q8_0: rows of 173\n");
        result.Errors.ShouldContain("2 tensors have rows that are not whole blocks of their type and got another; --report names them\n");
    }

    [Fact]
    public void Types_of_single_tensors_can_be_chosen()
    {
        using TemporaryFolder folder = new();
        LodeCommand.Run("quantize", Source, "-o", folder.File("q.gguf"), "--type", "q8_0", "--tensor-type", "attn_(k|q)=F16", "--tensor-type", "^blk=BF16",
            "--output-type", "F32", "--token-embedding-type", "f16").ShouldSucceed();
        using GgufModel model = GgufModel.Open(folder.File("q.gguf"));
        Dictionary<string, GgmlType> types = model.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Type);
        types["blk.0.attn_k.weight"].ShouldBe(GgmlType.F16);
        types["blk.0.attn_v.weight"].ShouldBe(GgmlType.BF16);
        types["output.weight"].ShouldBe(GgmlType.F32);
        types["token_embd.weight"].ShouldBe(GgmlType.F16);
    }

    [Theory]
    [InlineData("no output was given: -o FILE", "--type", "Q8_0")]
    [InlineData("no type was given: --type TYPE", "-o", "x")]
    [InlineData("--type: expected one of F32, F16, BF16, Q8_0, ", "-o", "x", "--type", "Q9")]
    [InlineData("--tensor-type: expected PATTERN=TYPE with one of F32, F16, ", "-o", "x", "--type", "Q8_0", "--tensor-type", "attn_v")]
    [InlineData("--tensor-type: expected PATTERN=TYPE with one of ", "-o", "x", "--type", "Q8_0", "--tensor-type", "attn_v=8")]
    [InlineData("--tensor-type: 'a(' is not a regular expression: ", "-o", "x", "--type", "Q8_0", "--tensor-type", "a(=Q8_0")]
    [InlineData("--output-type: expected one of F32, F16, ", "-o", "x", "--type", "Q8_0", "--output-type", "IQ2_XXS")]
    [InlineData("-o: expected the name of a file, found '-'", "-o", "-", "--type", "Q8_0")]
    public void A_wrong_command_line_says_what_is_right(string message, params string[] arguments) =>
        LodeCommand.Run(["quantize", TestModels.Any, .. arguments]).ShouldFail(2).ShouldStartWith(message);

    [Fact]
    public void What_is_quantised_already_is_refused()
    {
        using TemporaryFolder folder = new();
        string message = LodeCommand.Run("quantize", TestData.Require("mini/quant-llama-q8_0.gguf"), "-o", folder.File("x"), "--type", "Q4_0").ShouldFail(1);
        message.ShouldContain("expected F32, F16 or BF16, found Q8_0");
        message.ShouldContain("--allow-requantize");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    /// <summary>The bytes of these types are the reference's, whose float64 pass is recorded.</summary>
    [Theory]
    [InlineData("q8_0")]
    [InlineData("q4_0")]
    [InlineData("q4_1")]
    [InlineData("q5_0")]
    [InlineData("q5_1")]
    public void A_quantised_model_gives_the_logits_of_the_float64_pass(string type) =>
        RelativeError(Exact($"quant-llama-{type}"), LogitsOf(type, "--pure")).ShouldBeLessThan(1e-5);

    /// <summary>
    /// Ours differ from the reference's quantisers here. How far weights that are rounded move the logits is chance to some degree, so the bound
    /// leaves a quarter above what the reference's move them.
    /// </summary>
    [Theory]
    [InlineData("q4_k", "Q4_K_S", "--pure")]
    [InlineData("q5_k", "Q5_K_S", "--pure")]
    [InlineData("q6_k", "Q6_K", "--pure")]
    [InlineData("q4_k_m", "Q4_K_M")]
    public void K_types_move_the_logits_no_further_than_the_reference_quantiser_does(string reference, string type, params string[] more)
    {
        double[] exact = Exact("quant-llama-f32");
        double theirs = RelativeError(exact, Exact($"quant-llama-{reference}"));
        RelativeError(exact, LogitsOf(type, more)).ShouldBeInRange(theirs / 4, theirs * 1.25);
    }

    static double[] LogitsOf(string type, params string[] more)
    {
        using TemporaryFolder folder = new();
        LodeCommand.Run(["quantize", Source, "-o", folder.File("q.gguf"), "--type", type, .. more]).ShouldSucceed();
        LodeCommand.Run("logits", folder.File("q.gguf"), "--file", TestData.Require("mini/prompt.txt"), "-o", folder.File("logits.f32")).ShouldSucceed();
        return [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder.File("logits.f32"))).ToArray().Select(value => (double)value)];
    }

    static double[] Exact(string name) =>
        MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(TestData.Require($"mini/{name}.float64.logits.f64"))).ToArray();

    static double RelativeError(double[] exact, double[] values)
    {
        values.Length.ShouldBe(exact.Length);
        return Math.Sqrt(exact.Zip(values, (a, b) => (a - b) * (a - b)).Sum() / exact.Sum(a => a * a));
    }
}
