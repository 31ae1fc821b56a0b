using Lode.Kernels;
using Lode.Kernels.Checks;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;
using Lode.Kernels.Matrix;
using Lode.Tests;

namespace Lode.Weights.Tests;

/// <summary>The error of our K quantisers against files that ggml's quantisers made of the same binary32 tensors.</summary>
public sealed unsafe class EncodedErrorTests
{
    public static TheoryData<string> Types => ["q4_k", "q5_k", "q6_k", "q4_k_m"];

    [Theory]
    [MemberData(nameof(Types))]
    public void No_tensor_has_a_larger_error_than_the_reference_quantiser_made(string type)
    {
        using ModelWeights original = ModelWeights.Open(TestData.Require("mini/quant-llama-f32.gguf"));
        using ModelWeights quantised = ModelWeights.Open(TestData.Require($"mini/quant-llama-{type}.gguf"));
        int checkedTensors = 0;
        foreach ((string name, int rows, int columns) in QuantisedTensors.Of(type))
        {
            MatrixView theirs = quantised.Matrix(name, rows, columns);
            ReadOnlySpan<float> values = new(original.Matrix(name, rows, columns).Data, rows * columns);
            byte[] ours = new byte[rows * theirs.RowBytes];
            RowEncoder.Encode(theirs.Format, values, ours);
            Error(theirs.Format, values, ours).ShouldBeLessThan(Error(theirs.Format, values, new(theirs.Data, ours.Length)), $"{name} as {theirs.Format}");
            checkedTensors++;
        }
        checkedTensors.ShouldBe(9);
    }

    static double Error(TensorFormat format, ReadOnlySpan<float> values, ReadOnlySpan<byte> encoded)
    {
        float[] decoded = new float[values.Length];
        RowDecoder.Decode(format, encoded, decoded);
        ErrorSums sums = default;
        sums.Add(values, decoded);
        return sums.RelativeRmsError;
    }
}
