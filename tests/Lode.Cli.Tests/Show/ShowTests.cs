using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class ShowTests
{
    [Fact]
    public void The_page_of_stories_says_what_it_is()
    {
        string model = TestModels.Stories;
        string page = LodeCommand.Run("show", model).ShouldSucceed().Output;
        page.ShouldBe($"""
            Model
              architecture                      llama
              name                              llama
              parameters                        292,800
              file                              {model} (1.1 MiB, header 13.8 KiB, GGUF 3)
              runs                              yes

            Hyper-parameters
              context_length                    128
              embedding_length                  64
              feed_forward_length               172
              attention.head_count              8
              attention.head_count_kv           4
              block_count                       5
              rope.dimension_count              8
              attention.layer_norm_rms_epsilon  1E-05

            Tokenizer
              kind                              llama
              vocabulary                        512 tokens
              unknown                           0 "<unk>"
              bos                               1 "<s>"
              eos                               2 "</s>"

            Tensors by type
              F32           48 tensors       1.1 MiB   100 %

            """);
    }

    [Fact]
    public void Tensors_and_metadata_are_listed_on_request_and_long_arrays_are_cut()
    {
        string page = LodeCommand.Run("show", TestModels.Stories, "--tensors", "--metadata").ShouldSucceed().Output;
        page.ShouldContain("  token_embd.weight");
        page.ShouldContain("F32     [64, 512]");
        page.ShouldContain("131,072 bytes");
        page.ShouldContain("String[512] [\"<unk>\", \"<s>\", \"</s>\", ");
        page.ShouldContain("] ...");
        page.Split('\n').ShouldAllBe(line => line.Length < 300);
    }

    [Fact]
    public void Json_holds_the_same_with_numbers_as_numbers()
    {
        JsonElement json = LodeCommand.Run("show", TestData.Require("mini/quant-llama-q4_k_m.gguf"), "--json", "--tensors", "--metadata").ShouldSucceed().Json;
        json.GetProperty("architecture").GetString().ShouldBe("llama");
        json.GetProperty("runs").GetBoolean().ShouldBeTrue();
        json.GetProperty("hyperparameters").GetProperty("block_count").GetInt32().ShouldBe(1);
        string[] types = [.. json.GetProperty("tensor_types").EnumerateArray().Select(type => type.GetProperty("type").GetString()!)];
        types.ShouldBe(["Q6_K", "Q4_K", "F32"], ignoreOrder: true);
        long bytes = json.GetProperty("tensor_types").EnumerateArray().Sum(type => type.GetProperty("bytes").GetInt64());
        JsonElement[] tensors = [.. json.GetProperty("tensors").EnumerateArray()];
        tensors.Sum(tensor => tensor.GetProperty("bytes").GetInt64()).ShouldBe(bytes);
        tensors.Sum(tensor => tensor.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, extent) => product * extent.GetInt64()))
            .ShouldBe(json.GetProperty("parameters").GetInt64());
        JsonElement tokens = json.GetProperty("metadata").EnumerateArray().Single(entry => entry.GetProperty("key").GetString() == "tokenizer.ggml.tokens");
        tokens.GetProperty("count").GetInt64().ShouldBe(541);
        tokens.GetProperty("value").GetArrayLength().ShouldBe(8);
    }

    [Theory]
    [InlineData("mini/mini-qwen2-f32.gguf", "qwen2")]
    [InlineData("models/tiny-qwen3-q4_k_m.gguf", "qwen3")]
    [InlineData("models/tiny-qwen3moe-q4_0.gguf", "qwen3moe")]
    [InlineData("mini/mini-gemma2-f32.gguf", "gemma2")]
    [InlineData("mini/mini-gemma3-f32.gguf", "gemma3")]
    [InlineData("mini/mini-phi3lr-f32.gguf", "phi3")]
    [InlineData("mini/hf-mini-llama", "llama")]
    [InlineData("mini/hf-mini-mistral", "llama")]
    [InlineData("mini/hf-mini-qwen2", "qwen2")]
    [InlineData("mini/hf-mini-qwen3", "qwen3")]
    [InlineData("mini/hf-mini-gemma2", "gemma2")]
    [InlineData("mini/hf-mini-gemma3", "gemma3")]
    public void Models_of_every_architecture_run(string model, string architecture)
    {
        string page = LodeCommand.Run("show", TestData.Require(model)).ShouldSucceed().Output;
        page.ShouldContain($"architecture                      {architecture}\n");
        page.ShouldContain("runs                              yes\n");
    }

    [Fact]
    public void A_model_that_cannot_be_run_is_shown_with_the_reason()
    {
        using TemporaryModel file = new(new SyntheticModel { Architecture = "mamba" });
        CommandResult result = LodeCommand.Run("show", file.Path).ShouldSucceed();
        result.Output.ShouldContain("architecture                      mamba\n");
        result.Output.ShouldContain("runs                              no: key 'general.architecture': expected a supported architecture (");
        result.Output.ShouldContain("embedding_length");
        JsonElement json = LodeCommand.Run("show", file.Path, "--json").ShouldSucceed().Json;
        json.GetProperty("runs").GetBoolean().ShouldBeFalse();
        json.GetProperty("runs_not").GetString()!.ShouldContain("'mamba'");
    }

    [Fact]
    public void A_file_of_a_tokenizer_alone_has_no_tensors()
    {
        string folder = TestData.Require("tokenizers/vocab/gguf");
        foreach (string file in Directory.GetFiles(folder, "*.gguf").Order(StringComparer.Ordinal).Take(3))
        {
            CommandResult result = LodeCommand.Run("show", file, "--metadata").ShouldSucceed();
            result.Output.ShouldContain("Tensors by type\n  none\n");
            result.Output.ShouldContain("runs                              no: ");
        }
    }
}
