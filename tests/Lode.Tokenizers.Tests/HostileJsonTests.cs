using System.Text;
using Lode.Formats;

namespace Lode.Tokenizers.Tests;

/// <summary>Damaged and unusual <c>tokenizer.json</c> files: refused by name, or they work.</summary>
public class HostileJsonTests
{
    const string Good = """
        {"version":"1.0","truncation":null,"padding":null,
        "added_tokens":[{"id":4,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
        "normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"String":" "},"content":"_"}]},
        "pre_tokenizer":{"type":"Split","pattern":{"String":"_"},"behavior":"MergedWithPrevious","invert":false},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
        "special_tokens":{"<s>":{"id":"<s>","ids":[4],"tokens":["<s>"]}}},
        "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"_"},"content":" "},{"type":"Fuse"}]},
        "model":{"type":"BPE","dropout":null,"unk_token":"a","fuse_unk":false,"byte_fallback":false,
        "vocab":{"a":0,"b":1,"ab":2,"_":3},"merges":["a b"]}}
        """;

    [Fact]
    public void The_file_that_the_others_are_made_of_works() =>
        Create(Good).EncodeToIds("ab <s>", new EncodeOptions(AddSpecial: true, ParseSpecial: true)).ShouldBe([4, 2, 3, 4]);

    [Theory]
    [InlineData("\"type\":\"BPE\"", "\"type\":\"Magic\"", "key 'model.type': expected BPE, Unigram, WordPiece or WordLevel, found 'Magic'")]
    [InlineData("\"dropout\":null", "\"dropout\":0.1", "key 'model.dropout': expected none")]
    [InlineData("\"a b\"", "\"a c\"", "expected two tokens of the vocabulary that join to a third, found 'a' and 'c' as merge 0")]
    [InlineData("\"a b\"", "\"a b c\"", "expected two tokens with a space between")]
    [InlineData("\"a b\"", "[\"a\"]", "key 'model.merges': expected a string")]
    [InlineData("\"a b\"", "[\"a\",\"b\",\"c\"]", "expected pairs, found more in merge 0")]
    [InlineData("\"a b\"", "7", "key 'model.merges': expected a string")]
    [InlineData("\"unk_token\":\"a\"", "\"unk_token\":\"zz\"", "key 'model.unk_token': expected a token of the vocabulary, found 'zz'")]
    [InlineData("\"b\":1", "\"b\":0", "expected every id once, found 0 twice")]
    [InlineData("\"b\":1", "\"a\":1", "expected every token once, found 'a' twice")]
    [InlineData("\"b\":1", "\"b\":-1", "key 'model.vocab': expected ids from 0")]
    [InlineData("\"b\":1", "\"b\":99999999", "key 'model.vocab': expected ids from 0")]
    [InlineData("\"id\":4,", "\"id\":9,", "expected id 4 for '<s>', the next in order, found 9")]
    [InlineData("\"content\":\"<s>\"", "\"content\":\"a\"", "expected id 0 for 'a', as the vocabulary has it, found 4")]
    [InlineData("\"ids\":[4]", "\"ids\":[44]", "key 'post_processor.special_tokens': expected a token from 0 to 4, found 44")]
    [InlineData("{\"type\":\"NFC\"}", "{\"type\":\"Magic\"}", "key 'normalizer': expected a known normalizer, found 'Magic'")]
    [InlineData("\"type\":\"Split\"", "\"type\":\"Magic\"", "key 'pre_tokenizer': expected a known pre-tokenizer, found 'Magic'")]
    [InlineData("\"pattern\":{\"String\":\"_\"},\"behavior\"", "\"pattern\":{\"Regex\":\"(x+x+)+y\"},\"behavior\"",
        "key 'pre_tokenizer.pattern': expected the expression of a known model family, found '(x+x+)+y'")]
    [InlineData("MergedWithPrevious", "Sideways", "key 'pre_tokenizer.behavior'")]
    [InlineData("{\"type\":\"Fuse\"}", "{\"type\":\"Magic\"}", "key 'decoder': expected a known decoder, found 'Magic'")]
    [InlineData("\"TemplateProcessing\"", "\"Magic\"", "key 'post_processor': expected a known post-processor")]
    [InlineData("\"model\":", "\"other\":", "key 'model': expected an object, found nothing")]
    [InlineData("\"merges\":[\"a b\"]}}", "\"merges\":[\"a b\"]", "expected JSON")]
    [InlineData("\"a\":0", "\"\\ud800\":0", "key 'model.vocab': expected well-formed Unicode")]
    public void What_cannot_be_done_exactly_is_refused_by_name(string part, string by, string message)
    {
        Good.ShouldContain(part);
        string json = Good.Replace(part, by, StringComparison.Ordinal);
        string found = Should.Throw<ModelFormatException>(() => Create(json)).Message;
        found.ShouldStartWith("test.json: ");
        found.ShouldContain(message);
    }

    [Fact]
    public void Files_with_random_damage_are_refused_or_work()
    {
        byte[] good = Encoding.UTF8.GetBytes(Good);
        Random random = new(7);
        int created = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] damaged = round % 5 == 0 ? good[..random.Next(good.Length)] : [.. good];
            for (int i = random.Next(1, 4); i > 0 && damaged.Length > 0; i--)
            {
                int at = random.Next(damaged.Length);
                damaged[at] = (byte)(random.Next(3) switch { 0 => random.Next(256), 1 => random.Next(32, 127), _ => "0[]{},:\"\\"[random.Next(9)] });
            }
            try
            {
                Tokenizer tokenizer = Tokenizer.FromTokenizerJson(damaged, "test.json");
                int[] ids = tokenizer.EncodeToIds("ab  a<s>b 世 \u0301", new EncodeOptions(AddSpecial: true, ParseSpecial: true));
                tokenizer.Decode(ids);
                tokenizer.EncodeToTokens("ab  a<s>b 世 \u0301");
                created++;
            }
            catch (ModelFormatException)
            {
                // The one exception that a damaged file may cause.
            }
        }
        created.ShouldBeInRange(1, 3999);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"type\":\"Sequence\",\"normalizers\":[", 2000));
        Should.Throw<ModelFormatException>(() => Create(Good.Replace("{\"type\":\"NFC\"}", deep, StringComparison.Ordinal)));
    }

    static Tokenizer Create(string json) => Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes(json), "test.json");
}
