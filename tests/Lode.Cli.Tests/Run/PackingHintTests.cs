using System.Runtime.Intrinsics.X86;
using Lode.Cli.Running;
using Lode.Formats;
using Lode.Packing;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Cli.Tests;

public sealed class PackingHintTests
{
    [Theory]
    [InlineData("models/tiny-llama-q4_0.gguf", 2.5, 3.6)]
    [InlineData("models/tiny-llama3-q8_0.gguf", 1.8, 2.1)]
    [InlineData("models/tiny-llama3-f16.gguf", 1.3, 1.6)]
    public void The_gain_is_that_of_the_types(string name, double least, double most)
    {
        using GgufModel model = GgufModel.Open(TestData.Require(name));
        PackingHint.Gain(model).ShouldBeInRange(least, most);
    }

    [Fact]
    public void A_plain_model_gets_the_command_and_a_packed_or_small_one_nothing()
    {
        Assert.SkipUnless(Avx2.IsSupported, "needs AVX2, for which there are figures");
        string source = TestData.Require("models/tiny-llama-q4_0.gguf");
        using TemporaryFolder folder = new();
        string packed = folder.File("packed.gguf"), plain = folder.File("my model.gguf");
        File.Copy(source, plain);
        ModelPacker.Pack(source, packed, new PipelineOptions());
        using (GgufModel model = GgufModel.Open(plain))
        {
            PackingHint.For(model, plain, leastBytes: 0).ShouldNotBeNull()
                .ShouldMatch($"^packed, this model would be about [0-9.]+ times as fast, and open at once: lode pack '{plain}' -o '{folder.File("my model-packed.gguf")}'\n$");
            PackingHint.For(model, plain).ShouldBeNull();
            PackingHint.For(model, "-", leastBytes: 0).ShouldBeNull();
        }
        using (GgufModel model = GgufModel.Open(packed))
            PackingHint.For(model, packed, leastBytes: 0).ShouldBeNull();
    }
}
