using System.Security.Cryptography;
using Lode.Formats;
using Lode.Tests;

namespace Lode.DemoModel.Tests;

/// <summary>The model in the repository is the one that its page describes.</summary>
public sealed class DemoFileTests
{
    static readonly string s_path = Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf");

    [Fact]
    public void It_is_at_most_two_megabytes() => new FileInfo(s_path).Length.ShouldBeInRange(1, 2_000_000);

    [Fact]
    public void Its_hash_and_size_are_those_in_its_page()
    {
        string page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "models", "README.md"));
        page.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(s_path))));
        page.ShouldContain(new FileInfo(s_path).Length.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) + " bytes");
    }

    [Fact]
    public void It_opens_as_a_llama_with_its_license_and_vocabulary()
    {
        using GgufModel model = GgufModel.Open(s_path);
        model.Metadata.GetString("general.architecture").ShouldBe("llama");
        model.Metadata.GetString("general.license").ShouldBe("MIT");
        model.Metadata.GetArray("tokenizer.ggml.tokens").Count.ShouldBe(1536);
        model.TryGetTensor("token_embd.weight", out GgufTensor? embedding).ShouldBeTrue();
        embedding!.Dimensions.ToArray().ShouldBe([128L, 1536L]);
        embedding.Type.ShouldBe(GgmlType.Q8_0);
    }
}
