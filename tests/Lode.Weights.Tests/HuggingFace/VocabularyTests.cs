using Lode.Formats;
using Lode.Tests;
using Lode.Tokenizers;
using Lode.Tokenizers.Tests;

namespace Lode.Weights.Tests.HuggingFace;

/// <summary>tokenizer.json of published models, turned into GGUF metadata, against the ids of Hugging Face's own library.</summary>
public class VocabularyTests
{
    static readonly EncodeOptions s_parse = new(ParseSpecial: true);

    [Theory]
    [InlineData("llama2", "llama2", "llama", "default")]
    [InlineData("mistral_v01", "mistral_v01", "llama", "default")]
    [InlineData("gpt2", "gpt2", "gpt2", "gpt-2")]
    [InlineData("llama3", "llama3", "gpt2", "llama-bpe")]
    [InlineData("qwen2_5", "qwen2", "gpt2", "qwen2")]
    [InlineData("gpt4o", "o200k", "gpt2", "gpt-4o")]
    [InlineData("gemma3", "gemma3", "llama", "default")]
    public void A_converted_vocabulary_gives_the_ids_of_Hugging_Face(string folder, string golden, string model, string pre)
    {
        using ConvertedTokenizer converted = ConvertedTokenizer.OfData(folder);
        converted.Metadata.GetString("tokenizer.ggml.model").ShouldBe(model);
        converted.Metadata.GetString("tokenizer.ggml.pre").ShouldBe(pre);
        Tokenizer tokenizer = converted.Create();
        bool normalises = converted.Notes.Any(note => note.Contains("NFC"));
        normalises.ShouldBe(folder == "qwen2_5");
        List<string> failures = [];
        int encoded = 0;
        foreach (GoldenVector vector in GoldenVector.Read(golden))
        {
            if (vector.Text is null)
                continue;
            encoded++;
            string text = normalises ? vector.Decoded! : vector.Text;
            int[] tokens = tokenizer.EncodeToIds(text, s_parse);
            bool agrees = vector.Tokens is null
                ? vector.Digest == (tokens.Length, GoldenVector.Hash(tokens))
                : tokens.AsSpan().SequenceEqual(vector.Tokens);
            agrees &= vector.TokensWithSpecial is null || tokenizer.EncodeToIds(
                text, new EncodeOptions(AddSpecial: true, ParseSpecial: true)).AsSpan().SequenceEqual(vector.TokensWithSpecial);
            if (!agrees)
                failures.Add($"{vector.Number}: {System.Text.Json.JsonSerializer.Serialize(text.Length > 60 ? text[..60] : text)} -> {string.Join(' ', tokens.Take(20))} not {string.Join(' ', vector.Tokens?.Take(20) ?? [])}");
        }
        failures.ShouldBeEmpty();
        encoded.ShouldBe(2312);
    }

    [Theory]
    [InlineData("gpt4", "model.ignore_merges")] // the pattern of Llama 3, but merges first
    [InlineData("bert", "model.merges")]
    public void A_vocabulary_that_GGUF_has_no_name_for_is_refused(string folder, string named)
    {
        TestData.Require($"tokenizers/vocab/{folder}");
        Should.Throw<ModelFormatException>(() => ConvertedTokenizer.OfData(folder)).Message.ShouldContain(named);
    }
}
