using System.Buffers.Binary;
using System.Security.Cryptography;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;
using Lode.Tests;
using Lode.Weights.Checking;
using Lode.Weights.Tests.Quantization;

namespace Lode.Weights.Tests.Checking;

public sealed class ModelVerifierTests : IDisposable
{
    readonly WorkFolder _folder = new();

    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All];

    [Theory]
    [InlineData("mini/mini-llama3-bf16.gguf")]
    [InlineData("mini/quant-llama-q4_k_m.gguf")]
    [InlineData("mini/quant-llama-iq4_xs.gguf")]
    [InlineData("mini/quant-llama-q2_k.gguf")]
    [InlineData("mini/quant-llama-q3_k.gguf")]
    [InlineData("models/tiny-llama3-q5_0.gguf")]
    [InlineData("tokenizers/vocab/gguf/ggml-vocab-llama-spm.gguf")]
    [InlineData("mini/hf-mini-gemma3/model.safetensors")]
    [InlineData("mini/hf-mini-llama")]
    [InlineData("mini/hf-mini-llama/model.safetensors.index.json")]
    public void A_good_model_has_no_faults_and_the_hash_of_its_files(string name)
    {
        string path = TestData.Require(name);
        Verification result = ModelVerifier.Verify(path);
        result.Faults.ShouldBeEmpty();
        result.Files.Count.ShouldBe(name.Contains("hf-mini-llama", StringComparison.Ordinal) ? 2 : 1);
        foreach (VerifiedFile file in result.Files)
        {
            file.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path))));
            file.Length.ShouldBe(new FileInfo(file.Path).Length);
        }
        using TensorContainer container = TensorContainer.Open(path);
        result.Tensors.ShouldBe(container.Tensors.Count);
        result.Format.ShouldBe(name.EndsWith(".gguf", StringComparison.Ordinal) ? "GGUF" : "safetensors");
    }

    /// <summary>The oracle is the scalar decoder: the block that it decodes to something that is not finite.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_poisoned_block_is_found_in_every_format(TensorFormat format)
    {
        const int Rows = 7;
        int block = TensorFormats.BlockSize(format), stride = TensorFormats.BytesPerBlock(format), columns = Math.Max(3, 768 / block) * block;
        byte[] bytes = new byte[Rows * columns / block * stride];
        int poisoned = 4 * (columns / block) + 2, found = 0;
        for (int at = 0; at + 2 <= stride; at += 2)
        {
            // One 16-bit field of the block after another becomes infinite; those that are codes may be anything.
            foreach (ushort code in (ushort[])[0x7C00, 0xFE00, 0xFF80, 0x7FC1])
            {
                Array.Clear(bytes);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(poisoned * stride + at), code);
                if (format == TensorFormat.F32 && at == 0)
                    continue; // the lower half of a binary32 decides nothing
                Verification result = Verify(format, columns, Rows, bytes);
                float[] decoded = new float[Rows * columns];
                DecodeScalar(format, bytes, decoded);
                int first = Array.FindIndex(decoded, value => !float.IsFinite(value));
                if (first < 0)
                {
                    result.Faults.ShouldBeEmpty($"{format} {at} {code:X4}");
                    continue;
                }
                found++;
                ModelFault fault = result.Faults.ShouldHaveSingleItem();
                fault.Tensor.ShouldBe("poisoned");
                (first / block).ShouldBe(poisoned);
                fault.Message.ShouldStartWith("1 of ");
                fault.Message.ShouldEndWith($"[{poisoned * block / columns}, {poisoned * block % columns}]");
                File.ReadAllBytes(fault.Path).AsSpan((int)fault.Offset, stride).SequenceEqual(bytes.AsSpan(poisoned * stride, stride)).ShouldBeTrue();
            }
        }
        found.ShouldBeGreaterThan(1);
        Array.Clear(bytes);
        Verify(format, columns, Rows, bytes).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Every_faulty_tensor_is_listed_with_the_number_of_its_faults()
    {
        float[] many = Models.Normal(1, 3_000_000), one = Models.Normal(2, 100), good = Models.Normal(3, 100);
        for (int i = 1_234_567; i < 1_234_567 + 800_000; i++)
            many[i] = i % 2 == 0 ? float.NaN : float.NegativeInfinity;
        one[99] = float.PositiveInfinity;
        string path = _folder.File("faulty.gguf");
        Models.Write(path,
        [
            ("one", GgmlType.F32, [10, 10], Models.Store(GgmlType.F32, one)), ("good", GgmlType.F32, [100], Models.Store(GgmlType.F32, good)),
            ("many", GgmlType.F32, [1000, 1000, 3], Models.Store(GgmlType.F32, many)),
        ]);
        foreach (int threads in (int[])[1, 4])
        {
            Verification result = ModelVerifier.Verify(path, new CheckOptions { Threads = threads });
            result.Faults.Select(fault => $"{fault.Tensor}: {fault.Message}").ShouldBe(
            [
                "one: 1 of 100 F32 values are infinite or NaN; the first is [9, 9]",
                "many: 800,000 of 3,000,000 F32 values are infinite or NaN; the first is [1, 234, 567]",
            ]);
            result.Files[0].Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        }
    }

    [Theory]
    [InlineData(SafetensorsType.F64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x7F }, true)]
    [InlineData(SafetensorsType.F64, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xEF, 0x7F }, false)]
    [InlineData(SafetensorsType.C64, new byte[] { 0, 0, 0, 0, 0, 0, 0x80, 0xFF }, true)]
    [InlineData(SafetensorsType.F8_E4M3, new byte[] { 0x7E, 0xFE, 0xFF }, true)]
    [InlineData(SafetensorsType.F8_E4M3, new byte[] { 0x7E, 0xFE, 0x80 }, false)]
    [InlineData(SafetensorsType.F8_E5M2, new byte[] { 0x7B, 0xFB, 0x7C }, true)]
    [InlineData(SafetensorsType.F8_E5M2, new byte[] { 0x7B, 0xFB, 0x80 }, false)]
    [InlineData(SafetensorsType.F8_E4M3FNUZ, new byte[] { 0x7F, 0xFF, 0x80 }, true)]
    [InlineData(SafetensorsType.F8_E5M2FNUZ, new byte[] { 0x7F, 0xFF, 0x80 }, true)]
    [InlineData(SafetensorsType.F8_E8M0, new byte[] { 0xFE, 0, 0xFF }, true)]
    [InlineData(SafetensorsType.I64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x7F }, false)]
    [InlineData(SafetensorsType.F4, new byte[] { 0xFF }, false)]
    public void Types_of_safetensors_are_checked_too(SafetensorsType type, byte[] bytes, bool faulty)
    {
        string path = _folder.File("one.safetensors");
        using (SafetensorsWriter writer = new(File.Create(path)))
        {
            writer.AddTensor("before", SafetensorsType.U8, 3);
            writer.AddTensor("t", type, bytes.Length * 8 / SafetensorsTypes.Bits(type));
            writer.WriteTensor([1, 2, 3]);
            writer.WriteTensor(bytes);
            writer.Complete();
        }
        Verification result = ModelVerifier.Verify(path);
        result.Faults.Select(fault => fault.Tensor).ShouldBe(faulty ? ["t"] : []);
    }

    /// <summary>The bytes of the scales are those of ggml's block structures, written down here once more.</summary>
    [Theory]
    [InlineData(GgmlType.Q8_1, new[] { 0, 1 }, new[] { 2, 3 })]
    [InlineData(GgmlType.Q8_K, new[] { 2, 3 })]
    [InlineData(GgmlType.IQ1_S, new[] { 0, 1 })]
    [InlineData(GgmlType.IQ2_XXS, new[] { 0, 1 })]
    [InlineData(GgmlType.IQ2_XS, new[] { 0, 1 })]
    [InlineData(GgmlType.IQ2_S, new[] { 0, 1 })]
    [InlineData(GgmlType.IQ3_XXS, new[] { 0, 1 })]
    [InlineData(GgmlType.IQ3_S, new[] { 0, 1 })]
    [InlineData(GgmlType.TQ1_0, new[] { 52, 53 })]
    [InlineData(GgmlType.TQ2_0, new[] { 64, 65 })]
    [InlineData(GgmlType.MXFP4, new[] { 0 })]
    [InlineData(GgmlType.IQ1_M, new[] { 53, 55 })]
    public void Scales_of_blocks_that_lode_does_not_compute_with_are_checked(GgmlType type, params int[][] fields)
    {
        int stride = GgmlTypes.BytesPerBlock(type), block = GgmlTypes.BlockSize(type);
        string path = _folder.File("blocks.gguf");
        byte[] others = new byte[5 * stride];
        Array.Fill(others, (byte)0xFF);
        for (int i = 0; i < 5; i++)
        {
            foreach (int at in fields.SelectMany(field => field))
                others[i * stride + at] = 0; // codes of ones are good, whatever they mean
        }
        Models.Write(path, [("t", type, [5 * block], others)]);
        ModelVerifier.Verify(path).Faults.ShouldBeEmpty();
        foreach (int[] field in fields)
        {
            byte[] spoilt = [.. others];
            foreach (int at in field)
                spoilt[3 * stride + at] = 0xFF;
            Models.Write(path, [("t", type, [5 * block], spoilt)]);
            ModelVerifier.Verify(path).Faults.ShouldHaveSingleItem().Message.ShouldBe(
                $"1 of 5 {type} blocks have an infinite or NaN scale; the first begins at [{3 * block}]");
        }
    }

    [Fact]
    public void Zeros_of_every_type_are_good()
    {
        string path = _folder.File("zeros.gguf");
        GgmlType[] types = Enum.GetValues<GgmlType>();
        Models.Write(path, types.Select(type => ($"{type}", type, new[] { 256L, 2 }, new byte[GgmlTypes.ByteLength(type, 512)])));
        Verification result = ModelVerifier.Verify(path);
        result.Tensors.ShouldBe(types.Length);
        result.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void All_parts_of_a_split_model_are_verified_by_any_of_them()
    {
        float[] values = Models.Normal(1, 64), spoilt = [.. values];
        spoilt[63] = float.NaN;
        for (int part = 0; part < 3; part++)
        {
            ushort number = (ushort)part;
            Models.Write(_folder.File($"m-{part + 1:D5}-of-00003.gguf"), [($"t{part}", GgmlType.F32, [64], Models.Store(GgmlType.F32, part == 1 ? spoilt : values))],
                writer =>
                {
                    writer.Add("split.count", (ushort)3);
                    writer.Add("split.no", number);
                    writer.Add("split.tensors.count", 3);
                });
        }
        Verification result = ModelVerifier.Verify(_folder.File("m-00003-of-00003.gguf"));
        result.Files.Select(file => file.Sha256).ShouldBe(
            Enumerable.Range(1, 3).Select(part => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File($"m-{part:D5}-of-00003.gguf"))))));
        ModelFault fault = result.Faults.ShouldHaveSingleItem();
        (fault.Tensor, fault.Path).ShouldBe(("t1", _folder.File("m-00002-of-00003.gguf")));
    }

    [Fact]
    public void A_broken_structure_is_one_fault_and_the_file_still_has_a_hash()
    {
        string path = _folder.File("cut.gguf");
        Models.WriteMatrix(path, GgmlType.F32, 64, 64);
        byte[] cut = File.ReadAllBytes(path)[..^1];
        File.WriteAllBytes(path, cut);
        Verification result = ModelVerifier.Verify(path);
        result.Format.ShouldBeNull();
        ModelFault fault = result.Faults.ShouldHaveSingleItem();
        fault.Tensor.ShouldBeNull();
        fault.Message.ShouldStartWith("tensor 'blk.0.ffn_up.weight': expected 16384 bytes from byte ");
        result.Files.ShouldHaveSingleItem().Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(cut)));
        ModelVerifier.Verify(path, new CheckOptions { Hash = false }).Files[0].Sha256.ShouldBeNull();
    }

    [Fact]
    public void Progress_ends_with_everything_and_cancelling_ends_it_earlier()
    {
        string path = _folder.File("large.safetensors");
        SparseModel.Write(path, 200L << 20);
        List<(long Done, long All)> seen = [];
        ModelVerifier.Verify(path, new CheckOptions { Hash = false, Progress = (done, all) => seen.Add((done, all)) });
        seen.Count.ShouldBeGreaterThan(5);
        seen.ShouldAllBe(now => now.All == new FileInfo(path).Length);
        seen[^1].Done.ShouldBe(seen[^1].All);
        seen.Select(now => now.Done).ShouldBeInOrder();

        using CancellationTokenSource source = new();
        int calls = 0;
        CheckOptions options = new() { Hash = false, Progress = (_, _) => { calls++; source.Cancel(); } };
        Should.Throw<OperationCanceledException>(() => ModelVerifier.Verify(path, options, source.Token));
        calls.ShouldBe(1);
    }

    public void Dispose() => _folder.Dispose();

    Verification Verify(TensorFormat format, int columns, int rows, byte[] bytes)
    {
        string path = _folder.File("poisoned.gguf");
        Models.Write(path, [("before", GgmlType.F32, [5], new byte[20]), ("poisoned", (GgmlType)format, [columns, rows], bytes)]);
        return ModelVerifier.Verify(path, new CheckOptions { Threads = 1, Hash = false });
    }

    static unsafe void DecodeScalar(TensorFormat format, byte[] bytes, float[] values)
    {
        fixed (byte* from = bytes)
        fixed (float* to = values)
            RowDecoder.Scalar(format)(from, to, values.Length);
    }
}
