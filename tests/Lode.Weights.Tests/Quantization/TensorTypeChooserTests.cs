using System.Text.RegularExpressions;
using Lode.Formats;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Weights.Tests.Quantization;

/// <summary>The choice of types, against files that llama.cpp's quantizer made and against its rule written down by hand.</summary>
public sealed class TensorTypeChooserTests
{
    static Dictionary<string, TensorTypeChoice> Choose(ModelTraits traits, IReadOnlyList<TensorDescription> tensors, QuantizationOptions options) =>
        tensors.Zip(TensorTypeChooser.Choose(traits, tensors, options)).ToDictionary(pair => pair.First.Name, pair => pair.Second);

    static TensorDescription Matrix(string name, long columns = 256, long rows = 256) => new(name, GgmlType.F16, [columns, rows]);

    /// <summary>The matrices of a llama of some layers, in an order that is not the layers'.</summary>
    static TensorDescription[] Llama(int layers) =>
    [
        .. Enumerable.Range(0, layers).OrderBy(layer => layer.ToString()).SelectMany(layer => (string[])["ffn_down", "attn_v", "attn_k", "attn_output", "ffn_up"],
            (layer, part) => Matrix($"blk.{layer}.{part}.weight")),
        Matrix("token_embd.weight"), Matrix("output.weight"),
    ];

    [Theory]
    [InlineData("models/tiny-llama3-q4_k_m.gguf")]
    [InlineData("models/tiny-qwen2-q4_k_m.gguf")]
    [InlineData("models/tiny-qwen3-q4_k_m.gguf")]
    [InlineData("models/tiny-gemma3-q4_k_m.gguf")]
    [InlineData("mini/quant-llama-q4_k_m.gguf")]
    public void A_mix_is_that_of_the_reference_quantizer(string file)
    {
        using GgufModel model = GgufModel.Open(TestData.Require(file));
        TensorDescription[] tensors = [.. model.Tensors.Select(tensor => new TensorDescription(tensor.Name, GgmlType.F32, tensor.Dimensions.ToArray()))];
        Dictionary<string, TensorTypeChoice> choices = Choose(ModelTraits.Of(model.Metadata), tensors, new QuantizationOptions(ModelFileType.Q4_K_M));
        foreach (GgufTensor tensor in model.Tensors)
            choices[tensor.Name].Type.ShouldBe(tensor.Type, tensor.Name);
        choices.Values.Count(choice => choice.Type == GgmlType.Q6_K).ShouldBeGreaterThan(1);
    }

    // 32 layers: 0-3 and 28-31, and 6, 9, ... 27 between.
    static readonly int[] s_more = [0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31];

    [Fact]
    public void Medium_mixes_give_half_of_the_values_and_of_ffn_down_more_bits()
    {
        foreach ((ModelFileType type, GgmlType rest) in ((ModelFileType, GgmlType)[])[(ModelFileType.Q4_K_M, GgmlType.Q4_K), (ModelFileType.Q5_K_M, GgmlType.Q5_K)])
        {
            var choices = Choose(new ModelTraits("llama", 32), Llama(32), new QuantizationOptions(type));
            for (int layer = 0; layer < 32; layer++)
            {
                GgmlType expected = s_more.Contains(layer) ? GgmlType.Q6_K : rest;
                choices[$"blk.{layer}.attn_v.weight"].Type.ShouldBe(expected);
                choices[$"blk.{layer}.ffn_down.weight"].Type.ShouldBe(expected);
                choices[$"blk.{layer}.attn_k.weight"].Type.ShouldBe(rest);
                choices[$"blk.{layer}.attn_output.weight"].Type.ShouldBe(rest);
            }
            choices["output.weight"].Type.ShouldBe(GgmlType.Q6_K);
            choices["token_embd.weight"].Type.ShouldBe(rest);
        }
    }

    [Fact]
    public void The_small_4_bit_mix_gives_the_first_layers_5_bits()
    {
        var choices = Choose(new ModelTraits("llama", 40), Llama(40), new QuantizationOptions(ModelFileType.Q4_K_S));
        for (int layer = 0; layer < 40; layer++)
        {
            choices[$"blk.{layer}.attn_v.weight"].Type.ShouldBe(layer < 4 ? GgmlType.Q5_K : GgmlType.Q4_K);
            choices[$"blk.{layer}.ffn_down.weight"].Type.ShouldBe(layer < 5 ? GgmlType.Q5_K : GgmlType.Q4_K);
        }
        Choose(new ModelTraits("llama", 40), Llama(40), new QuantizationOptions(ModelFileType.Q5_K_S)).Values
            .Count(choice => choice.Type == GgmlType.Q5_K).ShouldBe(40 * 5 + 1);
    }

    [Fact]
    public void Seventy_billion_parameters_get_5_bits_for_the_values_that_many_heads_share()
    {
        var shared = Choose(new ModelTraits("llama", 80, 0, 64, 8), Llama(80), new QuantizationOptions(ModelFileType.Q4_K_M));
        var own = Choose(new ModelTraits("llama", 80, 0, 64, 64), Llama(80), new QuantizationOptions(ModelFileType.Q4_K_M));
        shared["blk.10.attn_v.weight"].Type.ShouldBe(GgmlType.Q5_K);
        own["blk.10.attn_v.weight"].Type.ShouldBe(GgmlType.Q4_K);
        shared["blk.0.attn_v.weight"].Type.ShouldBe(GgmlType.Q6_K);
        shared["blk.10.ffn_down.weight"].Type.ShouldBe(GgmlType.Q4_K);
    }

    [Fact]
    public void Eight_experts_get_8_bits_for_keys_and_values_and_routers_are_kept()
    {
        TensorDescription[] tensors =
        [
            Matrix("output.weight"), Matrix("token_embd.weight"), Matrix("blk.0.attn_k.weight"), Matrix("blk.0.attn_v.weight"), Matrix("blk.0.attn_output.weight"),
            Matrix("blk.0.ffn_gate_inp.weight"), new("blk.0.ffn_down_exps.weight", GgmlType.F16, [256, 256, 8]), new("blk.1.ffn_down_exps.weight", GgmlType.F16, [256, 256, 8]),
        ];
        var choices = Choose(new ModelTraits("llama", 8, 8), tensors, new QuantizationOptions(ModelFileType.Q4_K_S));
        choices["blk.0.attn_k.weight"].Type.ShouldBe(GgmlType.Q8_0);
        choices["blk.0.attn_v.weight"].Type.ShouldBe(GgmlType.Q8_0);
        choices["blk.0.attn_output.weight"].Type.ShouldBe(GgmlType.Q5_K);
        choices["blk.0.ffn_gate_inp.weight"].Type.ShouldBe(GgmlType.F16);
        choices["blk.0.ffn_down_exps.weight"].Type.ShouldBe(GgmlType.Q5_K);
        choices["blk.1.ffn_down_exps.weight"].Type.ShouldBe(GgmlType.Q4_K);
    }

    [Fact]
    public void Where_the_embedding_is_the_output_too_it_gets_the_type_of_the_output()
    {
        TensorDescription[] tensors = [Matrix("token_embd.weight"), Matrix("blk.0.ffn_up.weight")];
        Choose(new ModelTraits("qwen2", 1), tensors, new QuantizationOptions(ModelFileType.Q4_K_M))["token_embd.weight"].Type.ShouldBe(GgmlType.Q6_K);
        QuantizationOptions options = new(ModelFileType.Q4_K_M) { OutputType = GgmlType.Q8_0 };
        Choose(new ModelTraits("qwen2", 1), tensors, options)["token_embd.weight"].Type.ShouldBe(GgmlType.Q8_0);
    }

    [Fact]
    public void Vectors_norms_routers_and_factors_keep_their_type()
    {
        TensorDescription[] tensors =
        [
            new("blk.0.attn_norm.weight", GgmlType.F32, [256]), new("blk.0.attn_q.bias", GgmlType.F32, [256]), new("rope_freqs.weight", GgmlType.F32, [64]),
            new("blk.0.x_norm.weight", GgmlType.F32, [256, 4]), new("blk.0.ffn_gate_inp.weight", GgmlType.F32, [256, 8]), new("one_row.weight", GgmlType.F32, [256, 1]),
            new("blk.0.attn_q.scale", GgmlType.F32, [256, 256]),
        ];
        foreach (string type in (string[])["Q8_0", "F16", "Q4_K_M"])
            Choose(new ModelTraits("llama", 1), tensors, new QuantizationOptions(ModelFileType.Find(type)!)).Values.ShouldAllBe(choice => choice.Type == GgmlType.F32);
    }

    [Theory]
    [InlineData("Q4_K_S", 96, GgmlType.Q5_0)]
    [InlineData("Q5_K_S", 96, GgmlType.Q5_1)]
    [InlineData("Q6_K", 96, GgmlType.Q8_0)]
    [InlineData("Q4_K_S", 172, GgmlType.F16)]
    [InlineData("Q8_0", 172, GgmlType.F16)]
    [InlineData("Q4_0", 173, GgmlType.F16)]
    public void Rows_that_are_not_whole_blocks_fall_back(string type, long columns, GgmlType expected)
    {
        TensorDescription[] tensors = [Matrix("blk.5.ffn_up.weight", columns), Matrix("blk.5.ffn_gate.weight"), Matrix("output.weight", columns)];
        var choices = Choose(new ModelTraits("llama", 40), tensors, new QuantizationOptions(ModelFileType.Find(type)!));
        choices["blk.5.ffn_up.weight"].ShouldBe(new TensorTypeChoice(expected, ModelFileType.Find(type)!.Base));
        choices["blk.5.ffn_gate.weight"].Wanted.ShouldBeNull();
        choices["output.weight"].Type.ShouldBe(columns == 96 ? GgmlType.Q8_0 : GgmlType.F16);
    }

    [Fact]
    public void Pure_gives_all_matrices_one_type_and_patterns_come_before_the_mix()
    {
        Choose(new ModelTraits("llama", 32), Llama(32), new QuantizationOptions(ModelFileType.Q4_K_M) { Pure = true })
            .Values.ShouldAllBe(choice => choice.Type == GgmlType.Q4_K);
        QuantizationOptions options = new(ModelFileType.Q4_K_M)
        {
            Overrides = [new(new Regex("attn_(k|v)"), GgmlType.Q8_0), new(new Regex("attn_v"), GgmlType.F16)],
            TokenEmbeddingType = GgmlType.Q5_0,
        };
        var choices = Choose(new ModelTraits("llama", 32), Llama(32), options);
        choices["blk.0.attn_v.weight"].Type.ShouldBe(GgmlType.Q8_0);
        choices["blk.9.attn_k.weight"].Type.ShouldBe(GgmlType.Q8_0);
        choices["token_embd.weight"].Type.ShouldBe(GgmlType.Q5_0);
        choices["blk.0.ffn_down.weight"].Type.ShouldBe(GgmlType.Q6_K);
    }

    [Theory]
    [InlineData("q4_k", "Q4_K_M")]
    [InlineData("Q5_K", "Q5_K_M")]
    [InlineData("bf16", "BF16")]
    [InlineData("q2_k", null)]
    public void File_types_are_found_by_name(string name, string? expected) => ModelFileType.Find(name)?.Name.ShouldBe(expected);
}
