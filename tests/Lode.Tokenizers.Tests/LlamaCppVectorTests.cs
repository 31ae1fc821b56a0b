using Lode.Formats;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

public class LlamaCppVectorTests
{
    [Theory]
    [InlineData("ggml-vocab-llama-spm")]
    [InlineData("ggml-vocab-phi-3")]
    [InlineData("ggml-vocab-gpt-2")]
    [InlineData("ggml-vocab-mpt")]
    [InlineData("ggml-vocab-starcoder")]
    [InlineData("ggml-vocab-refact")]
    public void A_vocabulary_file_encodes_every_case_as_llama_cpp_does(string name)
    {
        using GgufFile file = GgufFile.Open(TestData.Require($"tokenizers/vocab/gguf/{name}.gguf"));
        ShouldEncode(GgufTokenizer.Create(file.Metadata), name);
    }

    static void ShouldEncode(ITokenizer tokenizer, string vectors)
    {
        (byte[] Text, int[] Tokens)[] cases = LlamaCppVectors.Read(vectors);
        cases.Length.ShouldBeGreaterThan(40);
        for (int i = 0; i < cases.Length; i++)
            tokenizer.Encode(cases[i].Text).ShouldBe(cases[i].Tokens, $"case {i} of {vectors}");
    }
}
