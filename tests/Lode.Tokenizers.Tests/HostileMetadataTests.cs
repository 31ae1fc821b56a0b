using Lode.Formats;

namespace Lode.Tokenizers.Tests;

public class HostileMetadataTests
{
    public static TheoryData<string, string> Cases => new(s_cases.Select(entry => (entry.Key, entry.Value.Message)));

    static readonly Dictionary<string, (Func<TokenizerFile> File, string Message)> s_cases = new()
    {
        ["no model"] = (() => Bytes().Remove(TokenizerFile.Model), "key 'tokenizer.ggml.model': expected a string"),
        ["model is a number"] = (() => Bytes().Set(TokenizerFile.Model, 1), "key 'tokenizer.ggml.model'"),
        ["unknown model"] = (() => Bytes().Set(TokenizerFile.Model, "t5"), "expected one of 'llama' (SentencePiece BPE), 'gpt2' (byte-level BPE), 'bert' (WordPiece), found 't5'"),
        ["no pre"] = (() => Bytes().Remove(TokenizerFile.Pre), "key 'tokenizer.ggml.pre': expected one of gpt-2, "),
        ["default pre"] = (() => Bytes().Set(TokenizerFile.Pre, "default"), "found 'default'; the file does not say how words are cut"),
        ["unknown pre"] = (() => Bytes().Set(TokenizerFile.Pre, "deepseek-v3"), "llama-bpe, llama3, llama-v3"),
        ["pre in other case"] = (() => Bytes().Set(TokenizerFile.Pre, "GPT-2"), "found 'GPT-2'"),
        ["no tokens"] = (() => Bytes().Remove(TokenizerFile.Tokens), "key 'tokenizer.ggml.tokens': expected an array"),
        ["tokens are a string"] = (() => Bytes().Set(TokenizerFile.Tokens, "a"), "key 'tokenizer.ggml.tokens': expected an array"),
        ["tokens are numbers"] = (() => Bytes().Set(TokenizerFile.Tokens, new[] { 1, 2 }), "expected an array of strings, found an array of Int32"),
        ["empty vocabulary"] = (() => Bytes().Set(TokenizerFile.Tokens, (IReadOnlyList<string>)[]), "expected 1 to 4194304 strings, found 0"),
        ["huge token"] = (() => Bytes().Set(TokenizerFile.Tokens, "a", new string('b', 70_000)), "70000 bytes in token 1"),
        ["same token twice"] = (() => new TokenizerFile().Set(TokenizerFile.Model, "llama").Set(TokenizerFile.Tokens, "<unk>", "a", "a")
            .Set(TokenizerFile.Scores, new float[3]), "expected every token once, found 'a' as tokens 1 and 2"),
        ["too few types"] = (() => Bytes().Set(TokenizerFile.Types, new[] { 1 }), "expected one element for each of the 275 tokens, found 1 elements"),
        ["too many types"] = (() => Bytes().Set(TokenizerFile.Types, new int[276]), "found 276 elements"),
        ["types are floats"] = (() => Bytes().Set(TokenizerFile.Types, new float[275]), "expected an array of Int32, found an array of Float32"),
        ["type out of range"] = (() => Bytes().Set(TokenizerFile.Types, [.. new int[274], 7]), "found 7 for token 274"),
        ["type below range"] = (() => Bytes().Set(TokenizerFile.Types, [.. new int[274], -1]), "found -1 for token 274"),
        ["no scores"] = (() => Pieces().Remove(TokenizerFile.Scores), "key 'tokenizer.ggml.scores': expected an array"),
        ["too few scores"] = (() => Pieces().Set(TokenizerFile.Scores, new float[3]), "key 'tokenizer.ggml.scores': expected one element for each"),
        ["scores are integers"] = (() => Pieces().Set(TokenizerFile.Scores, new int[3]), "expected an array of Float32"),
        ["score is no number"] = (() => Pieces().Set(TokenizerFile.Scores, [.. new float[284], float.NaN]), "found NaN for token 284"),
        ["no merges"] = (() => Bytes().Remove(TokenizerFile.Merges), "key 'tokenizer.ggml.merges': expected an array"),
        ["merges are numbers"] = (() => Bytes().Set(TokenizerFile.Merges, new[] { 1 }), "key 'tokenizer.ggml.merges': expected an array of strings"),
        ["merge of one piece"] = (() => Bytes().Set(TokenizerFile.Merges, "a a", "aa"), "expected two tokens with a space between, found 'aa' as merge 1"),
        ["empty merge"] = (() => Bytes().Set(TokenizerFile.Merges, [""]), "found '' as merge 0"),
        ["merge with nothing"] = (() => Bytes().Set(TokenizerFile.Merges, ["aa "]), "found 'aa ' as merge 0"),
        ["merge of unknown piece"] = (() => Bytes().Set(TokenizerFile.Merges, ["a zz"]), "found 'a zz' as merge 0"),
        ["merge to unknown piece"] = (() => Bytes().Set(TokenizerFile.Merges, ["a z"]), "two tokens of the vocabulary that join to a third"),
        ["very long merge"] = (() => Bytes().Set(TokenizerFile.Merges, [new string('a', 5000) + " a"]), "(5002 bytes) as merge 0"),
        ["BOS out of range"] = (() => Bytes().Set(TokenizerFile.BeginId, 275u), "key 'tokenizer.ggml.bos_token_id': expected a token from 0 to 274, found 275"),
        ["EOS out of range"] = (() => Pieces().Set(TokenizerFile.EndId, 1_000_000), "key 'tokenizer.ggml.eos_token_id'"),
        ["EOS negative"] = (() => Pieces().Set(TokenizerFile.EndId, -2), "key 'tokenizer.ggml.eos_token_id'"),
        ["EOS is text"] = (() => Pieces().Set(TokenizerFile.EndId, "</s>"), "key 'tokenizer.ggml.eos_token_id'"),
        ["EOT out of range"] = (() => Pieces().Set("tokenizer.ggml.eot_token_id", 999_999u), "key 'tokenizer.ggml.eot_token_id'"),
        ["adds a BOS that is not there"] = (() => Bytes().Remove(TokenizerFile.BeginId).Set(TokenizerFile.AddBegin, true),
            "expected the token that tokenizer.ggml.add_bos_token adds, found none"),
        ["flag is a number"] = (() => Bytes().Set(TokenizerFile.AddBegin, 1u), "key 'tokenizer.ggml.add_bos_token': expected a Boolean"),
        ["byte token not spelt as one"] = (() => Small("<0x4>", 6), "found '<0x4>' as byte token 3"),
        ["byte token with a sign"] = (() => Small("<0x+4>", 6), "found '<0x+4>' as byte token 3"),
        ["no bytes and no unknown token"] = (() => Small("a", 1).Set(TokenizerFile.UnknownId, uint.MaxValue), "no '<0x00>' and no tokenizer.ggml.unknown_token_id"),
        ["byte-level vocabulary without bytes"] = (() => Bytes().Set(TokenizerFile.Tokens, "a", "b").Remove(TokenizerFile.Types)
            .Remove(TokenizerFile.BeginId).Remove(TokenizerFile.EndId),
            "expected a token for every byte, found none for byte 0xEF"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Contradictory_metadata_is_refused_with_key_and_value(string name, string message)
    {
        string found = Should.Throw<ModelFormatException>(s_cases[name].File().Create).Message;
        found.ShouldContain(message);
        found.ShouldContain(".gguf: key 'tokenizer.ggml.");
    }

    [Fact]
    public void Tokens_of_broken_UTF8_and_empty_tokens_do_no_harm()
    {
        Tokenizer tokenizer = Small("", 1).Create();
        tokenizer.EncodeToTexts("a").ShouldBe("<unk>|<unk>");
        tokenizer.GetBytes(3).Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_with_random_damage_are_refused_or_work(bool byteLevel)
    {
        byte[] file = (byteLevel ? Bytes() : Pieces()).ToBytes();
        byte[] text = "hello 世界 🚀 <tool></s>123"u8.ToArray();
        Random random = new(5);
        int created = 0;
        for (int round = 0; round < 1500; round++)
        {
            byte[] damaged = [.. file];
            for (int i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(8));
            try
            {
                Tokenizer tokenizer = TokenizerFile.Create(damaged);
                tokenizer.Decode(tokenizer.EncodeToIds(text, new EncodeOptions(AddSpecial: true, ParseSpecial: true)));
                created++;
            }
            catch (ModelFormatException)
            {
                // The one exception that a damaged file may cause.
            }
        }
        created.ShouldBeInRange(1, 1499);
    }

    static TokenizerFile Bytes() => SmallFiles.ByteLevel("gpt-2");

    static TokenizerFile Pieces() => SmallFiles.SentencePiece();

    static TokenizerFile Small(string token, int type) => new TokenizerFile()
        .Set(TokenizerFile.Model, "llama").Set(TokenizerFile.Tokens, "<unk>", "<s>", "</s>", token)
        .Set(TokenizerFile.Types, new[] { 2, 3, 3, type }).Set(TokenizerFile.Scores, new float[4]);
}
