using System.Runtime.InteropServices;
using Lode.Inference;
using Lode.Memory;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>Matrices that are one in the file give the same logits, to the bit, as they do apart.</summary>
public sealed class FusedLogitsTests
{
    public static TheoryData<string, string> Models => new(
        from architecture in SyntheticModel.Architectures
        where architecture != "phi3"
        from type in new[] { "Q8_0", "Q4_0", "Q4_K_M", "Q6_K" }
        select (architecture, type));

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_are_the_same_to_the_bit(string architecture, string type)
    {
        using PackedFolder folder = new();
        string source = folder.MadeUp(architecture, type);
        string fused = folder.Pack(source, out PackingResult result), apart = folder.File("apart.gguf");
        ModelPacker.Pack(source, apart, fuses: false, new PipelineOptions()).Fused.ShouldBe(0);
        result.Fused.ShouldBeGreaterThan(0);
        foreach (int threads in (int[])[1, 3])
        {
            float[] one = Logits(fused, threads), several = Logits(apart, threads);
            MemoryMarshal.AsBytes<float>(one).SequenceEqual(MemoryMarshal.AsBytes<float>(several)).ShouldBeTrue();
        }
        folder.Unpack(apart);
        File.ReadAllBytes(folder.File("unpacked.gguf")).AsSpan().SequenceEqual(File.ReadAllBytes(source)).ShouldBeTrue();
    }

    static float[] Logits(string path, int threads)
    {
        using Model model = Model.Open(path);
        using InferenceContext context = new(model, new ContextOptions { Threads = threads });
        using RowBuffer rows = new(21, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(sequence, [.. Enumerable.Range(1, 20)], StepRows.All, rows);
        context.Step(batch);
        batch.Clear();
        batch.Add(sequence, [7], StepRows.Last, rows, 20);
        context.Step(batch);
        return [.. Enumerable.Range(0, 21).SelectMany(row => rows.Row(row).ToArray())];
    }
}
