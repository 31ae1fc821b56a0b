using Lode.Kernels;
using Lode.Kernels.Encode;
using Lode.Kernels.Matrix;
using Lode.Tests;

namespace Lode.Weights.Tests;

/// <summary>Our quantisers against files that ggml's reference quantisers made of the same binary32 tensors.</summary>
public sealed unsafe class EncodedBytesTests
{
    public static TheoryData<string> Types => ["q8_0", "q4_0", "q4_1", "q5_0", "q5_1"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_tensor_has_the_bytes_of_the_reference_quantiser(string type)
    {
        using ModelWeights original = ModelWeights.Open(TestData.Require("mini/quant-llama-f32.gguf"));
        using ModelWeights quantised = ModelWeights.Open(TestData.Require($"mini/quant-llama-{type}.gguf"));
        int checkedTensors = 0;
        foreach ((string name, int rows, int columns) in QuantisedTensors.Of(type))
        {
            MatrixView source = original.Matrix(name, rows, columns);
            MatrixView expected = quantised.Matrix(name, rows, columns);
            source.Format.ShouldBe(TensorFormat.F32);
            byte[] encoded = new byte[rows * expected.RowBytes];
            RowEncoder.Encode(expected.Format, new ReadOnlySpan<float>(source.Data, rows * columns), encoded).ShouldBe(encoded.Length);
            encoded.AsSpan().SequenceEqual(new ReadOnlySpan<byte>(expected.Data, encoded.Length)).ShouldBeTrue(name);
            checkedTensors++;
        }
        checkedTensors.ShouldBe(9);
    }
}
