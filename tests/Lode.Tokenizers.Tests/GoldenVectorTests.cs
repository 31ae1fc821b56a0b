using System.Text;
using Lode.Formats;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

public class GoldenVectorTests
{
    static readonly EncodeOptions s_special = new(ParseSpecial: true);

    [Fact]
    public void Gpt2_agrees_with_Hugging_Face() => ShouldAgree(FromGguf("ggml-vocab-gpt-2"), "gpt2");

    [Fact]
    public void Llama3_agrees_with_Hugging_Face() => ShouldAgree(TokenizerJson.Read("llama3", "llama-bpe").Create(), "llama3");

    [Fact]
    public void Llama2_agrees_with_Hugging_Face() => ShouldAgree(FromGguf("ggml-vocab-llama-spm"), "llama2", decodes: 2404);

    [Fact]
    public void Mistral_agrees_with_Hugging_Face() => ShouldAgree(TokenizerJson.Read("mistral_v01", null).Create(), "mistral_v01", decodes: 2404);

    // Hugging Face normalises text to NFC before it encodes for Qwen; what its ids decode to is the normalised text.
    [Fact]
    public void Qwen2_agrees_with_Hugging_Face_on_normalised_text() =>
        ShouldAgree(TokenizerJson.Read("qwen2_5", "qwen2").Create(), "qwen2", normalises: true);

    static void ShouldAgree(Tokenizer tokenizer, string model, int decodes = 2454, bool normalises = false)
    {
        List<string> failures = [];
        (int Vectors, int Encoded, int Normalised, int Decoded) counts = default;
        foreach (GoldenVector vector in GoldenVector.Read(model))
        {
            counts.Vectors++;
            if (vector.Text is not null)
            {
                counts.Encoded++;
                string text = normalises ? vector.Decoded! : vector.Text;
                if (!Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(vector.Text)))
                    counts.Normalised++;
                if (!Encodes(tokenizer, text, vector))
                    failures.Add($"{vector.Number}: '{Shorten(text)}' -> {string.Join(' ', tokenizer.EncodeToIds(text, s_special).Take(40))}");
            }
            if (vector.Tokens is not null && !ByteFallbackDiffers(tokenizer, vector))
            {
                counts.Decoded++;
                string decoded = tokenizer.Decode(vector.Tokens);
                if (decoded != Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(vector.DecodedText!)))
                    failures.Add($"{vector.Number} decodes to '{Shorten(decoded)}', not '{Shorten(vector.DecodedText!)}'");
            }
        }
        failures.ShouldBeEmpty();
        counts.ShouldBe((2462, 2312, normalises ? 129 : 0, decodes));
    }

    static bool Encodes(Tokenizer tokenizer, string text, GoldenVector vector)
    {
        int[] tokens = tokenizer.EncodeToIds(text, s_special);
        bool agrees = vector.Tokens is null
            ? vector.Digest == (tokens.Length, GoldenVector.Hash(tokens))
            : tokens.AsSpan().SequenceEqual(vector.Tokens);
        return agrees && (vector.TokensWithSpecial is null
            || tokenizer.EncodeToIds(text, new EncodeOptions(AddSpecial: true, ParseSpecial: true)).AsSpan().SequenceEqual(vector.TokensWithSpecial));
    }

    /// <summary>
    /// Hugging Face writes one U+FFFD for each byte of an ill-formed run of byte tokens, we one for each maximal part of it, as byte-level
    /// vocabularies have it.
    /// </summary>
    static bool ByteFallbackDiffers(Tokenizer tokenizer, GoldenVector vector) =>
        tokenizer.Decoder.StripsLeadingSpace && vector.Text is null && vector.DecodedText!.Contains('\uFFFD');

    static Tokenizer FromGguf(string name)
    {
        using GgufFile file = GgufFile.Open(TestData.Require($"tokenizers/vocab/gguf/{name}.gguf"));
        return Tokenizer.FromGguf(file.Metadata);
    }

    static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
