using System.Text.Json;
using Lode.Formats;
using Lode.Tests;
using Lode.Weights.Checking;
using Lode.Weights.Tests.Quantization;

namespace Lode.Weights.Tests.Checking;

public sealed class ModelComparerTests : IDisposable
{
    readonly WorkFolder _folder = new();

    public static TheoryData<string> Types =>
    [
        "q8_0", "q4_0", "q4_1", "q5_0", "q5_1", "q2_k", "q3_k", "q4_k", "q5_k", "q6_k", "iq4_nl", "iq4_xs", "q4_k_m",
    ];

    /// <summary>The errors that another program recorded, with another decoder.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Errors_of_quantised_tensors_are_the_recorded_ones(string type)
    {
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("mini/quant-decoded.json")));
        Comparison result = Compare(TestData.Require("mini/quant-llama-f32.gguf"), TestData.Require($"mini/quant-llama-{type}.gguf"));
        result.OnlyInFirst.ShouldBeEmpty();
        result.OnlyInSecond.ShouldBeEmpty();
        int found = 0;
        foreach (JsonProperty expected in recorded.RootElement.GetProperty(type).GetProperty("tensors").EnumerateObject())
        {
            TensorComparison tensor = result.Tensors.Single(tensor => tensor.First.Name == expected.Name);
            tensor.Second.Type.Name.ShouldBe(expected.Value.GetProperty("type").GetString());
            tensor.IsIdentical.ShouldBeFalse();
            tensor.RelativeRmsError.ShouldBe(expected.Value.GetProperty("relative_rms_error").GetDouble(), 1e-9);
            tensor.LargestError.ShouldBeGreaterThan(tensor.RmsError);
            found++;
        }
        found.ShouldBeGreaterThan(5);
        result.Identical.ShouldBe(result.Tensors.Count - found, "the norms are F32 in both");
    }

    [Theory]
    [InlineData("mini/quant-llama-q4_k_m.gguf")]
    [InlineData("mini/hf-mini-llama")]
    public void A_model_is_identical_to_itself(string name)
    {
        Comparison result = Compare(TestData.Require(name), TestData.Require(name));
        result.Identical.ShouldBe(result.Tensors.Count);
        result.Tensors.ShouldAllBe(tensor => tensor.IsIdentical && tensor.RmsError == 0 && tensor.RelativeRmsError == 0 && tensor.LargestError == 0);
        result.RelativeRmsError.ShouldBe(0);
    }

    [Fact]
    public void Formats_of_files_do_not_matter()
    {
        string gguf = TestData.Require("mini/mini-llama3-bf16.gguf"), safetensors = _folder.File("same.safetensors");
        using (GgufModel model = GgufModel.Open(gguf))
        using (SafetensorsWriter writer = new(File.Create(safetensors)))
        {
            foreach (GgufTensor tensor in model.Tensors)
            {
                long[] shape = tensor.Dimensions.ToArray();
                Array.Reverse(shape);
                writer.AddTensor(tensor.Name, Enum.Parse<SafetensorsType>(tensor.Type.ToString()), shape);
            }
            foreach (GgufTensor tensor in model.Tensors)
                writer.WriteTensor(Models.Bytes(model, tensor.Name));
            writer.Complete();
        }
        Comparison result = Compare(gguf, safetensors);
        result.Tensors.Count.ShouldBeGreaterThan(20);
        result.Identical.ShouldBe(result.Tensors.Count);
    }

    [Fact]
    public void Sums_are_those_of_double_precision_and_do_not_depend_on_threads()
    {
        float[] a = Models.Normal(1, 1_000_003), b = [.. a.Select((value, i) => value + (i % 7 == 0 ? 0.001f * (i % 11) : 0))];
        Write("a.gguf", ("t", GgmlType.F32, [1_000_003], a));
        Write("b.gguf", ("t", GgmlType.F32, [1_000_003], b));
        double differences = 0, squares = 0, largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = (double)b[i] - a[i];
            differences += difference * difference;
            squares += (double)a[i] * a[i];
            largest = Math.Max(largest, Math.Abs(difference));
        }
        TensorComparison[] results = [.. ((int[])[1, 2, 5]).Select(threads => Compare("a.gguf", "b.gguf", threads).Tensors.ShouldHaveSingleItem())];
        results.Select(result => result.RmsError).Distinct().ShouldHaveSingleItem().ShouldBe(Math.Sqrt(differences / a.Length), 1e-12);
        results[0].RelativeRmsError.ShouldBe(Math.Sqrt(differences / squares), 1e-12);
        results.ShouldAllBe(result => result.LargestError == largest && !result.IsIdentical);
    }

    [Fact]
    public void What_cannot_be_compared_is_listed_with_the_reason()
    {
        float[] values = Models.Normal(1, 6);
        float[] spoilt = [.. values];
        spoilt[4] = float.NaN;
        Write("a.gguf", ("shape", GgmlType.F32, [2, 3], values), ("nan", GgmlType.F32, [6], values), ("same nan", GgmlType.F32, [6], spoilt), ("lost", GgmlType.F32, [6], values));
        Write("b.gguf", ("new", GgmlType.F32, [6], values), ("same nan", GgmlType.F32, [6], spoilt), ("nan", GgmlType.F32, [6], spoilt), ("shape", GgmlType.F32, [3, 2], values));
        Comparison result = Compare("a.gguf", "b.gguf");
        result.Tensors.Select(tensor => tensor.First.Name).ShouldBe(["shape", "nan", "same nan"]);
        result.OnlyInFirst.Select(tensor => tensor.Name).ShouldBe(["lost"]);
        result.OnlyInSecond.Select(tensor => tensor.Name).ShouldBe(["new"]);
        (TensorComparison shape, TensorComparison nan, TensorComparison same) = (result.Tensors[0], result.Tensors[1], result.Tensors[2]);
        (shape.IsCompared, shape.Obstacle, shape.IsIdentical).ShouldBe((false, "the shapes differ", false));
        double.IsNaN(shape.RmsError).ShouldBeTrue();
        (nan.IsCompared, nan.IsIdentical).ShouldBe((true, false));
        double.IsNaN(nan.RmsError).ShouldBeTrue();
        double.IsNaN(nan.LargestError).ShouldBeTrue();
        (same.IsIdentical, same.RmsError, same.LargestError).ShouldBe((true, 0d, 0d));
    }

    [Fact]
    public void Bytes_of_unknown_types_are_compared_all_the_same()
    {
        byte[] bytes = new byte[66];
        Models.Write(_folder.File("a.gguf"), [("equal", GgmlType.IQ2_XXS, [256], bytes), ("other", GgmlType.IQ2_XXS, [256], bytes), ("type", GgmlType.IQ2_XXS, [256], bytes)]);
        Models.Write(_folder.File("b.gguf"), [("equal", GgmlType.IQ2_XXS, [256], bytes), ("other", GgmlType.IQ2_XXS, [256], [.. bytes[1..], 1]), ("type", GgmlType.TQ2_0, [256], bytes)]);
        Comparison result = Compare("a.gguf", "b.gguf");
        result.Tensors.Select(tensor => tensor.IsIdentical).ShouldBe([true, false, false]);
        result.Tensors.Select(tensor => tensor.IsCompared).ShouldBe([true, false, false]);
        result.Tensors[1].Obstacle.ShouldBe("values of IQ2_XXS are not known");
    }

    [Fact]
    public void Values_of_8_bits_are_those_of_their_definitions()
    {
        // From the tables of the papers that Float8 names: largest, smallest normal, smallest.
        (SafetensorsType Type, byte Code, float Value)[] known =
        [
            (SafetensorsType.F8_E4M3, 0x7E, 448), (SafetensorsType.F8_E4M3, 0x08, MathF.ScaleB(1, -6)), (SafetensorsType.F8_E4M3, 0x81, -MathF.ScaleB(1, -9)),
            (SafetensorsType.F8_E5M2, 0x7B, 57344), (SafetensorsType.F8_E5M2, 0x04, MathF.ScaleB(1, -14)), (SafetensorsType.F8_E5M2, 0x81, -MathF.ScaleB(1, -16)),
            (SafetensorsType.F8_E4M3FNUZ, 0x7F, 240), (SafetensorsType.F8_E4M3FNUZ, 0x08, MathF.ScaleB(1, -7)), (SafetensorsType.F8_E4M3FNUZ, 0x81, -MathF.ScaleB(1, -10)),
            (SafetensorsType.F8_E5M2FNUZ, 0x7F, 57344), (SafetensorsType.F8_E5M2FNUZ, 0x04, MathF.ScaleB(1, -15)), (SafetensorsType.F8_E5M2FNUZ, 0x81, -MathF.ScaleB(1, -17)),
            (SafetensorsType.F8_E8M0, 127, 1), (SafetensorsType.F8_E8M0, 0, MathF.ScaleB(1, -127)), (SafetensorsType.F8_E8M0, 254, MathF.ScaleB(1, 127)),
            (SafetensorsType.I8, 0x80, -128), (SafetensorsType.U8, 0x80, 128), (SafetensorsType.BOOL, 1, 1),
        ];
        foreach ((SafetensorsType type, byte code, float value) in known)
        {
            using (SafetensorsWriter writer = new(File.Create(_folder.File("a.safetensors"))))
            {
                writer.AddTensor("t", type, 1);
                writer.WriteTensor([code]);
                writer.Complete();
            }
            using (SafetensorsWriter writer = new(File.Create(_folder.File("b.safetensors"))))
            {
                writer.AddTensor("t", SafetensorsType.F32);
                writer.WriteTensor(BitConverter.GetBytes(value));
                writer.Complete();
            }
            Compare("a.safetensors", "b.safetensors").Tensors.ShouldHaveSingleItem().LargestError.ShouldBe(0, $"{type} {code:X2}");
        }
    }

    public void Dispose() => _folder.Dispose();

    void Write(string name, params (string Name, GgmlType Type, long[] Shape, float[] Values)[] tensors) =>
        Models.Write(_folder.File(name), tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape, Models.Store(tensor.Type, tensor.Values))));

    Comparison Compare(string first, string second, int threads = 2)
    {
        using TensorContainer a = TensorContainer.Open(Path.Combine(_folder.Path, first)), b = TensorContainer.Open(Path.Combine(_folder.Path, second));
        return ModelComparer.Compare(a, b, new CheckOptions { Threads = threads });
    }
}
