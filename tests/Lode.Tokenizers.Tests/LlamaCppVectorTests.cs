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
    [InlineData("ggml-vocab-bert-bge")]
    [InlineData("ggml-vocab-deepseek-coder")]
    [InlineData("ggml-vocab-deepseek-llm")]
    [InlineData("ggml-vocab-falcon")]
    public void A_vocabulary_file_encodes_every_case_as_llama_cpp_does(string name)
    {
        using GgufFile file = GgufFile.Open(TestData.Require($"tokenizers/vocab/gguf/{name}.gguf"));
        ShouldEncode(Tokenizer.FromGguf(file.Metadata), name);
    }

    [Theory]
    [InlineData("llama3", "llama-bpe", "ggml-vocab-llama-bpe")]
    [InlineData("qwen2_5", "qwen2", "ggml-vocab-qwen2")]
    public void A_vocabulary_from_Hugging_Face_encodes_every_case_as_llama_cpp_does(string folder, string pre, string vectors) =>
        ShouldEncode(TokenizerJson.Read(folder, pre).Create(), vectors);

    [Theory]
    [InlineData("ggml-vocab-gpt-neox", "tokenizer.ggml.pre", "nothing")]
    public void A_vocabulary_of_another_kind_is_refused_by_name(string name, string key, string found)
    {
        using GgufFile file = GgufFile.Open(TestData.Require($"tokenizers/vocab/gguf/{name}.gguf"));
        string message = Should.Throw<ModelFormatException>(() => Tokenizer.FromGguf(file.Metadata)).Message;
        message.ShouldContain($"{name}.gguf");
        message.ShouldContain(key);
        message.ShouldContain($"found {found}");
        message.ShouldContain(key == "tokenizer.ggml.pre" ? "one of gpt-2" : "one of 'llama'");
    }

    static void ShouldEncode(Tokenizer tokenizer, string vectors)
    {
        (byte[] Text, int[] Tokens)[] cases = LlamaCppVectors.Read(vectors);
        cases.Length.ShouldBe(46);
        for (int i = 0; i < cases.Length; i++)
            tokenizer.EncodeToIds(cases[i].Text).ShouldBe(cases[i].Tokens, $"case {i} of {vectors}");
    }
}
