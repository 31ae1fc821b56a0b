using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>Everything that Hugging Face tokenizers 0.23.2 says about the golden texts, from the models' own <c>tokenizer.json</c>.</summary>
public class HuggingFaceGoldenTests
{
    static readonly EncodeOptions s_plain = new(ParseSpecial: true);
    static readonly EncodeOptions s_special = new(AddSpecial: true, ParseSpecial: true);

    [Theory]
    [InlineData("gpt2", "gpt2")]
    [InlineData("llama3", "llama3")]
    [InlineData("qwen2_5", "qwen2")]
    [InlineData("gpt4", "cl100k")]
    [InlineData("gpt4o", "o200k")]
    [InlineData("llama2", "llama2")]
    [InlineData("mistral_v01", "mistral_v01")]
    [InlineData("gemma3", "gemma3")]
    [InlineData("bert", "bert")]
    public void Ids_offsets_special_tokens_and_decoded_text_are_those_of_Hugging_Face(string folder, string golden)
        => Check(Tokenizer.Open(TestData.Require($"tokenizers/vocab/{folder}/tokenizer.json")), golden);

    [Theory]
    [InlineData("gpt2", "gpt2")]
    [InlineData("llama3", "llama3")]
    [InlineData("qwen2_5", "qwen2")]
    [InlineData("gpt4", "cl100k")]
    [InlineData("gpt4o", "o200k")]
    [InlineData("llama2", "llama2")]
    [InlineData("mistral_v01", "mistral_v01")]
    [InlineData("gemma3", "gemma3")]
    [InlineData("bert", "bert")]
    public void So_are_those_of_compiled_forms(string folder, string golden)
    {
        Tokenizer tokenizer = Tokenizer.Open(CompiledFiles.Require(folder));
        tokenizer.SourceHash.Length.ShouldBe(32);
        Check(tokenizer, golden);
    }

    static void Check(Tokenizer tokenizer, string golden)
    {
        List<string> failures = [];
        int vectors = 0;
        int places = 0;
        foreach (GoldenVector vector in GoldenVector.Read(golden))
        {
            vectors++;
            if (vector.Text is not null)
                CheckEncoding(tokenizer, vector, failures, ref places);
            if (vector.Tokens is not null && vector.SaysDecoded)
                CheckDecoding(tokenizer, vector, failures);
        }
        failures.ShouldBeEmpty();
        vectors.ShouldBe(2462);
        places.ShouldBeGreaterThan(2000);
    }

    static void CheckEncoding(Tokenizer tokenizer, GoldenVector vector, List<string> failures, ref int places)
    {
        int[] ids = tokenizer.EncodeToIds(vector.Text!, s_plain);
        bool agrees = vector.Tokens is null
            ? vector.Digest == (ids.Length, GoldenVector.Hash(ids)) : ids.AsSpan().SequenceEqual(vector.Tokens);
        if (!agrees)
            failures.Add($"{vector.Number}: '{Shorten(vector.Text!)}' -> {Join(ids)}, not {Join(vector.Tokens)}");
        if (vector.TokensWithSpecial is not null && !tokenizer.EncodeToIds(vector.Text!, s_special).AsSpan().SequenceEqual(vector.TokensWithSpecial))
            failures.Add($"{vector.Number}: '{Shorten(vector.Text!)}' with special tokens");
        if (tokenizer.CountTokens(vector.Text!, s_plain) != ids.Length)
            failures.Add($"{vector.Number}: counts otherwise");
        if (vector.Offsets is null)
            return;
        places++;
        ArrayBufferWriter<int> again = new();
        ArrayBufferWriter<TokenOffset> offsets = new();
        tokenizer.EncodeToIds(Encoding.UTF8.GetBytes(vector.Text!), OffsetUnit.CodePoint, again, offsets, s_plain);
        if (!again.WrittenSpan.SequenceEqual(ids))
            failures.Add($"{vector.Number}: '{Shorten(vector.Text!)}' has other ids with offsets");
        ReadOnlySpan<int> values = MemoryMarshal.Cast<TokenOffset, int>(offsets.WrittenSpan);
        if (!values.SequenceEqual(vector.Offsets))
            failures.Add($"{vector.Number}: '{Shorten(vector.Text!)}' at {Join(values.ToArray())}, not {Join(vector.Offsets)}");
    }

    static void CheckDecoding(Tokenizer tokenizer, GoldenVector vector, List<string> failures)
    {
        string whole = tokenizer.Decode(vector.Tokens, skipSpecialTokens: false);
        if (whole != WellFormed(vector.Decoded!))
            failures.Add($"{vector.Number} decodes to '{Shorten(whole)}', not '{Shorten(vector.Decoded!)}'");
        string text = tokenizer.Decode(vector.Tokens);
        if (text != WellFormed(vector.DecodedText!))
            failures.Add($"{vector.Number} decodes without special tokens to '{Shorten(text)}', not '{Shorten(vector.DecodedText!)}'");
    }

    static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    static string Join(int[]? ids) => ids is null ? "?" : string.Join(' ', ids.Take(30));

    static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
