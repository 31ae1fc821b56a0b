using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Lode.Kernels.Matrix;
using Lode.Tests;

namespace Lode.Weights.Tests;

/// <summary>Stored and decoded values against the hashes that ggml and a second decoder agreed on.</summary>
public sealed unsafe class QuantisedValuesTests
{
    public static TheoryData<string> Types =>
    [
        "q8_0", "q4_0", "q4_1", "q5_0", "q5_1", "q2_k", "q3_k", "q4_k", "q5_k", "q6_k", "iq4_nl", "iq4_xs", "q4_k_m",
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_tensor_decodes_to_the_recorded_bits(string type)
    {
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("mini/quant-decoded.json")));
        using ModelWeights weights = ModelWeights.Open(TestData.Require($"mini/quant-llama-{type}.gguf"));
        int checkedTensors = 0;
        foreach (JsonProperty expected in recorded.RootElement.GetProperty(type).GetProperty("tensors").EnumerateObject())
        {
            int rows = expected.Value.GetProperty("shape_rows_cols")[0].GetInt32();
            int columns = expected.Value.GetProperty("shape_rows_cols")[1].GetInt32();
            MatrixView matrix = weights.Matrix(expected.Name, rows, columns);
            matrix.Format.ToString().ShouldBe(expected.Value.GetProperty("type").GetString());
            Hash(new ReadOnlySpan<byte>(matrix.Data, (int)(rows * matrix.RowBytes)))
                .ShouldBe(expected.Value.GetProperty("data_sha256").GetString(), expected.Name);
            float[] decoded = new float[rows * columns];
            fixed (float* target = decoded)
            {
                for (int row = 0; row < rows; row++)
                    matrix.DecodeRow(row, target + row * columns);
            }
            Hash(MemoryMarshal.AsBytes<float>(decoded)).ShouldBe(expected.Value.GetProperty("decoded_f32_sha256").GetString(), expected.Name);
            checkedTensors++;
        }
        checkedTensors.ShouldBeGreaterThan(5);
    }

    static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
