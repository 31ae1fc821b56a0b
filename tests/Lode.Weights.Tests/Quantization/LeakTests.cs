using Lode.Formats;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Weights.Tests.Quantization;

[Collection(Alone.Name)]
public sealed class LeakTests
{
    [Fact]
    public void Neither_success_nor_failure_leaves_a_descriptor_a_thread_or_a_mapping()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using WorkFolder folder = new();
        Models.WriteMatrix(folder.File("good.gguf"), GgmlType.F16, 256, 3000);
        float[] values = new float[256 * 3000];
        values[^1] = float.PositiveInfinity;
        Models.Write(folder.File("bad.gguf"), [("blk.0.ffn_up.weight", GgmlType.F32, [256, 3000], Models.Store(GgmlType.F32, values))]);
        Round();
        (int descriptors, int threads, int mappings) before = Count();
        for (int i = 0; i < 10; i++)
            Round();
        (int descriptors, int threads, int mappings) after = Count();
        after.descriptors.ShouldBe(before.descriptors);
        after.threads.ShouldBeLessThan(before.threads + 10); // the runtime has its own
        after.mappings.ShouldBeLessThan(before.mappings + 50); // each round has more than twenty
        folder.Names.ShouldBe(["bad.gguf", "good.gguf", "out.gguf"]);

        void Round()
        {
            QuantizationOptions options = new(ModelFileType.Find("Q8_0")!) { Pure = true };
            PipelineOptions pipeline = new() { Threads = 4 };
            using GgufModel good = GgufModel.OpenHeader(folder.File("good.gguf")), bad = GgufModel.OpenHeader(folder.File("bad.gguf"));
            GgufQuantizer.Quantize(good, folder.File("out.gguf"), options, pipeline);
            Should.Throw<ModelFormatException>(() => GgufQuantizer.Quantize(bad, folder.File("out.gguf"), options, pipeline));
            Should.Throw<IOException>(() => GgufQuantizer.Quantize(good, folder.File("no/such/folder/out.gguf"), options, pipeline));
        }
    }

    static (int Descriptors, int Threads, int Mappings) Count() =>
        (Directory.GetFileSystemEntries("/proc/self/fd").Length, Directory.GetFileSystemEntries("/proc/self/task").Length, File.ReadAllLines("/proc/self/maps").Length);
}
