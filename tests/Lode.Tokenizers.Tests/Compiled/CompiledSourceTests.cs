using System.Buffers;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>The compiled form of every kind of tokenizer, from every source.</summary>
public class CompiledSourceTests
{
    static readonly EncodeOptions s_special = new(AddSpecial: true, ParseSpecial: true);

    static readonly string[] s_texts =
    [
        "", " ", "the other thermometer <s> the<n>re, ab  ab\n\u00E9 internationalisation 12345 ", "  a b Ａb é e\u0301 <tool>hello<|im_end|>",
        "世界 🚀 \uD800 x", "[CLS] the ab, [SEP]", new string('a', 3000), string.Concat(Enumerable.Repeat("the ab there ", 400)),
    ];

    public static TheoryData<string> Kinds => [.. SmallTokenizers.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Means_what_its_source_means(string kind)
    {
        (byte[] contents, string name) = SmallTokenizers.Get(kind);
        (string source, string compiled) = CompiledFiles.CompileFile(contents, name);
        ShouldMeanTheSame(Tokenizer.Open(source), Tokenizer.Open(compiled));
    }

    [Theory]
    [InlineData("baichuan")]
    [InlineData("bert-bge")]
    [InlineData("deepseek-coder")]
    [InlineData("deepseek-llm")]
    [InlineData("falcon")]
    [InlineData("gpt-2")]
    [InlineData("llama-spm")]
    [InlineData("mpt")]
    [InlineData("phi-3")]
    [InlineData("refact")]
    [InlineData("starcoder")]
    public void Those_of_vocabularies_in_GGUF_give_the_ids_of_llama_cpp(string name)
    {
        string source = TestData.Require($"tokenizers/vocab/gguf/ggml-vocab-{name}.gguf");
        string compiled = Path.Combine(Path.GetTempPath(), $"lode-{Guid.NewGuid():N}");
        try
        {
            Tokenizer.Compile(source, compiled);
            Tokenizer tokenizer = Tokenizer.Open(compiled);
            ShouldMeanTheSame(Tokenizer.Open(source), tokenizer);
            if (!File.Exists(source + ".inp"))
                return;
            foreach ((byte[] text, int[] tokens) in LlamaCppVectors.Read($"ggml-vocab-{name}"))
                tokenizer.EncodeToIds(text).ShouldBe(tokens);
        }
        finally
        {
            File.Delete(compiled);
        }
    }

    [Fact]
    public void Vocabulary_and_merges_are_one_source_whichever_is_named()
    {
        string[] sources = [TestData.Require("tokenizers/vocab/gpt2/vocab.json"), TestData.Require("tokenizers/vocab/gpt2/merges.txt")];
        byte[][] hashes = [.. sources.Select(source =>
        {
            string compiled = Path.Combine(Path.GetTempPath(), $"lode-{Guid.NewGuid():N}");
            try
            {
                Tokenizer.Compile(source, compiled);
                Tokenizer tokenizer = Tokenizer.Open(compiled);
                tokenizer.EncodeToIds("Hello world").ShouldBe([15496, 995]);
                return tokenizer.SourceHash.ToArray();
            }
            finally
            {
                File.Delete(compiled);
            }
        })];
        hashes[0].ShouldBe(hashes[1]);
    }

    static void ShouldMeanTheSame(Tokenizer source, Tokenizer compiled)
    {
        compiled.VocabularySize.ShouldBe(source.VocabularySize);
        (compiled.BeginOfText, compiled.EndOfText, compiled.AddsBeginOfText, compiled.AddsEndOfText)
            .ShouldBe((source.BeginOfText, source.EndOfText, source.AddsBeginOfText, source.AddsEndOfText));
        (compiled.Truncation, compiled.Padding, compiled.CanCut).ShouldBe((source.Truncation, source.Padding, source.CanCut));
        for (int id = 0; id < source.VocabularySize; id++)
        {
            bool same = compiled.GetText(id).SequenceEqual(source.GetText(id)) && compiled.GetBytes(id).SequenceEqual(source.GetBytes(id))
                && compiled.IsControl(id) == source.IsControl(id) && compiled.IsEndOfGeneration(id) == source.IsEndOfGeneration(id);
            same.ShouldBeTrue($"token {id}");
        }
        compiled.Trie.Nodes.SequenceEqual(source.Trie.Nodes).ShouldBeTrue();
        compiled.DecodeTableFor(int.MaxValue, skipsSpecial: true).ShouldNotBeNull();
        foreach (string text in s_texts)
        {
            int[] ids = source.EncodeToIds(text, s_special);
            compiled.EncodeToIds(text, s_special).ShouldBe(ids, text);
            compiled.EncodeToIds(text).ShouldBe(source.EncodeToIds(text), text);
            compiled.CountTokens(text, s_special).ShouldBe(source.CountTokens(text, s_special), text);
            Places(compiled, text).ShouldBe(Places(source, text), text);
            compiled.Decode(ids).ShouldBe(source.Decode(ids), text);
            compiled.Decode(ids, skipSpecialTokens: false).ShouldBe(source.Decode(ids, skipSpecialTokens: false), text);
        }
    }

    static TokenOffset[] Places(Tokenizer tokenizer, string text)
    {
        ArrayBufferWriter<int> ids = new();
        ArrayBufferWriter<TokenOffset> offsets = new();
        tokenizer.EncodeToIds(System.Text.Encoding.UTF8.GetBytes(text), OffsetUnit.CodePoint, ids, offsets, s_special);
        return offsets.WrittenSpan.ToArray();
    }
}
