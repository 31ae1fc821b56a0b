using Lode.Formats;
using Lode.Tests;
using Lode.Usage;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>Packing and unpacking hold a few megabytes, however large the model.</summary>
[Collection(Alone.Name)]
public sealed class PackingMemoryTests
{
    const long Most = 48 << 20;

    [Fact]
    public void Memory_does_not_grow_with_the_model()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using PackedFolder folder = new();
        string source = folder.File("source.gguf");
        using (FileStream stream = File.Create(source))
        using (GgufWriter writer = new(stream))
        {
            // 300 MB, most of it a hole.
            writer.Add("general.architecture", "llama");
            foreach (string name in (string[])["blk.0.attn_q.weight", "blk.0.attn_k.weight", "blk.0.attn_v.weight"])
                writer.AddTensor(name, GgmlType.Q8_0, 4096, 24576);
            writer.WriteTensor(new byte[1]);
            stream.SetLength(writer.FileLength);
        }
        // The least of several rounds: others' garbage does not count.
        long packing = long.MaxValue, unpacking = long.MaxValue;
        for (int round = 0; round < 3 && (packing > Most || unpacking > Most); round++)
        {
            packing = Math.Min(packing, Peak(progress => ModelPacker.Pack(source, folder.File("packed.gguf"), new PipelineOptions { Threads = 2, Progress = progress })));
            unpacking = Math.Min(unpacking, Peak(progress => ModelPacker.Unpack(folder.File("packed.gguf"), folder.File("unpacked.gguf"), new PipelineOptions { Threads = 2, Progress = progress })));
        }
        packing.ShouldBeLessThan(Most);
        unpacking.ShouldBeLessThan(Most);
    }

    /// <summary>The most private memory that came to what there was before, looked at after every part.</summary>
    static long Peak(Action<Action<PipelineProgress>> work)
    {
        GC.Collect();
        long before = ProcessUsage.ReadSelf().AnonymousBytes!.Value, most = 0;
        work(_ => most = Math.Max(most, ProcessUsage.ReadSelf().AnonymousBytes!.Value - before));
        return most;
    }
}
