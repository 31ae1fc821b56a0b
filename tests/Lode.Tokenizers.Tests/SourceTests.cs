using System.Text;
using System.Text.Json;
using Lode.Formats;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>The other files that tokenizers come in.</summary>
public class SourceTests
{
    static readonly EncodeOptions s_special = new(ParseSpecial: true);

    [Fact]
    public void Vocabulary_and_merges_of_GPT2_give_the_golden_ids()
    {
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require("tokenizers/vocab/gpt2/vocab.json"));
        ShouldAgree(tokenizer, "gpt2");
        Tokenizer.Open(TestData.Require("tokenizers/vocab/gpt2/merges.txt")).EncodeToIds("hello").ShouldBe(tokenizer.EncodeToIds("hello"));
    }

    [Fact]
    public void A_folder_of_Hugging_Face_is_opened_by_its_tokenizer_json() =>
        Tokenizer.Open(TestData.Require("tokenizers/vocab/llama3")).VocabularySize.ShouldBe(128256);

    // Hugging Face and tiktoken agree on all golden texts (checked with tiktoken 1.0.22).
    [Theory]
    [InlineData("gpt2", "gpt2", "r50k_base")]
    [InlineData("gpt4", "cl100k", "cl100k_base")]
    [InlineData("gpt4o", "o200k", "o200k_base")]
    public void Tiktoken_files_give_the_golden_ids(string folder, string golden, string encoding)
    {
        string file = Path.Combine(Path.GetTempPath(), $"lode-{Guid.NewGuid():N}", $"{encoding}.tiktoken");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            File.WriteAllLines(file, TiktokenLines(folder, encoding));
            Tokenizer tokenizer = Tokenizer.Open(file);
            ShouldAgree(tokenizer, golden);
            Should.Throw<ModelFormatException>(() => Tokenizer.FromTiktoken(file, "other")).Message.ShouldContain("one of gpt2, r50k_base");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, true);
        }
    }

    [Fact]
    public void A_SentencePiece_BPE_model_gives_the_ids_of_Llama2()
    {
        using GgufFile file = GgufFile.Open(TestData.Require("tokenizers/vocab/gguf/ggml-vocab-llama-spm.gguf"));
        Tokenizer tokenizer = Open(SentencePieceModel.FromGguf(file.Metadata));
        Tokenizer expected = Tokenizer.FromGguf(file.Metadata);
        int compared = 0;
        foreach (GoldenVector vector in GoldenVector.Read("llama2"))
        {
            if (vector.Text is null || vector.Text.Length > 5000)
                continue;
            compared++;
            int[] ids = tokenizer.EncodeToIds(vector.Text);
            ids.ShouldBe(expected.EncodeToIds(vector.Text), $"vector {vector.Number}");
            tokenizer.Decode(ids).ShouldBe(expected.Decode(ids));
        }
        compared.ShouldBeGreaterThan(2000);
        tokenizer.EncodeToIds("a", new EncodeOptions(AddSpecial: true))[0].ShouldBe(1);
    }

    // Viterbi by hand: "▁ab" as ▁a + b (-3) beats ▁ + ab (-4) and ▁ + a + b (-6.5); "ba" has no piece.
    [Theory]
    [InlineData("ab", "▁a|b")]
    [InlineData("b a", "▁|b|▁a")]
    [InlineData("  a   b  ", "▁a|▁|b")] // extra spaces go
    [InlineData("xy", "▁|<unk>")] // unknown characters are one token
    [InlineData("Ａb", "▁a|b")] // by the map
    [InlineData("a<x>b", "▁a|<x>|b")] // user-defined
    [InlineData("", "")]
    public void A_SentencePiece_Unigram_model_finds_the_best_path(string text, string pieces)
    {
        Tokenizer tokenizer = Open(SentencePieceModel.Unigram(
            [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("▁", -1, 1), ("a", -3, 1), ("b", -2.5f, 1), ("▁a", -0.5f, 1), ("ab", -3, 1), ("<x>", 0, 4)],
            CharacterMaps.Build(("Ａ", "a"))));
        string.Join('|', tokenizer.EncodeToIds(text).Select(id => Encoding.UTF8.GetString(tokenizer.GetText(id)))).ShouldBe(pieces);
    }

    [Fact]
    public void Damaged_SentencePiece_models_are_refused_or_work()
    {
        byte[] whole = SentencePieceModel.Unigram([("<unk>", 0, 2), ("▁", -1, 1), ("a", -3, 1)], CharacterMaps.Build(("Ａ", "a")));
        Random random = new(3);
        for (int round = 0; round < 2000; round++)
        {
            byte[] damaged = round % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int i = random.Next(4); i > 0 && damaged.Length > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Tokenizer tokenizer = new(SentencePieceFile.Read(damaged, "damaged.model"));
                tokenizer.Decode(tokenizer.EncodeToIds("a Ａ世 b"));
            }
            catch (ModelFormatException)
            {
                // The one exception that a damaged file may cause.
            }
        }
    }

    static Tokenizer Open(byte[] model) => new(SentencePieceFile.Read(model, "test.model"));

    static void ShouldAgree(Tokenizer tokenizer, string golden)
    {
        int vectors = 0;
        foreach (GoldenVector vector in GoldenVector.Read(golden))
        {
            if (vector.Tokens is null || vector.Tokens.Any(id => tokenizer.GetText(id).IsEmpty))
                continue; // Hugging Face's file adds chat markers that the encoding does not have
            if (vector.Text is not null)
            {
                vectors++;
                tokenizer.EncodeToIds(vector.Text, s_special).ShouldBe(vector.Tokens, $"vector {vector.Number}");
            }
            if (vector.SaysDecoded)
                tokenizer.Decode(vector.Tokens, skipSpecialTokens: false).ShouldBe(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(vector.Decoded!)));
        }
        vectors.ShouldBeGreaterThan(2200);
    }

    static IEnumerable<string> TiktokenLines(string folder, string encoding)
    {
        int special = TiktokenEncoding.Find(encoding)!.Special.Min(token => token.Id);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestData.Require($"tokenizers/vocab/{folder}/tokenizer.json")));
        byte[] bytes = new byte[1024];
        foreach (JsonProperty token in document.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject())
        {
            int id = token.Value.GetInt32();
            if (id < special && ByteLevelAlphabet.TryRead(Encoding.UTF8.GetBytes(token.Name), bytes, out int length))
                yield return $"{Convert.ToBase64String(bytes, 0, length)} {id}";
        }
    }
}
