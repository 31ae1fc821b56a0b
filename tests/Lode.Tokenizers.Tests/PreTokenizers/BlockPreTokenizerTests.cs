using System.Text;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>Words cut many at once are the words cut one by one, which <see cref="PreTokenizerTests"/> holds against the expressions.</summary>
public class BlockPreTokenizerTests
{
    static readonly string[] s_atoms =
    [
        "a", "B", "s", "S", "t", "re", "LL", "ve", "d", "m", "word", "Word", "WORD", "longerword", "\u017F", "'", "'s", "'S", "'re", "'lL", "'ve", "''", " ", " ",
        " ", "  ", "    ", "\t", "\n", "\n", "\r", "\r\n", "\n\n", "\n    ", "\u00A0", "\u2003", "\u3000", "\u0085", "1", "23", "4567", "890123456789",
        "\u0663", "\u2167", "!", "...", "-", "_", "/", "//", "é", "É", "e\u0301", "ß", "Ω", "ж", "Ж", "ǅ", "世界", "の", "。", "、", "“", "”", "—",
        "\u0E01\u0E33", "\u093E", "𝒳", "𐒠", "🚀", "𝟘", "\0", "\u007F", "(", ")", ";", "{", "}", "\"",
    ];

    static readonly byte[][] s_broken = [[0xFF], [0xC3], [0xE4, 0xB8], [0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F]];

    public static TheoryData<string> Patterns => ["gpt2", "starcoder", "llama3", "qwen2", "o200k"];

    public static TheoryData<string> Texts =>
    [
        "big.txt", "code_cs.txt", "json.txt", "zh_ddia.txt", "ja_wagahai.txt", "multilingual.txt", "emoji-test.txt", "utf8_sequence_0x10ffff.txt",
    ];

    [Theory, MemberData(nameof(Patterns))]
    public void Random_text_is_cut_as_one_by_one(string pattern)
    {
        Random random = new(7);
        for (int round = 0; round < 6000; round++)
        {
            // A few atoms each time, so that their neighbourhoods come often, up to some windows long.
            string[] atoms = random.GetItems(s_atoms, random.Next(1, 12));
            List<byte> text = [];
            int length = random.Next(round % 20 == 0 ? 4000 : 300);
            while (text.Count < length)
            {
                text.AddRange(Encoding.UTF8.GetBytes(atoms[random.Next(atoms.Length)]));
                if (round % 10 == 1 && random.Next(30) == 0)
                    text.AddRange(s_broken[random.Next(s_broken.Length)]);
            }
            ShouldCutAsOneByOne(Create(pattern), [.. text], random);
        }
    }

    [Theory, MemberData(nameof(Texts))]
    public void Texts_are_cut_as_one_by_one(string name)
    {
        byte[] text = File.ReadAllBytes(TestData.Require($"text/{name}"));
        Random random = new(1);
        foreach (string pattern in (string[])["gpt2", "starcoder", "llama3", "qwen2", "o200k"])
        {
            ShouldCutAsOneByOne(Create(pattern), text.AsSpan(0, Math.Min(text.Length, 1_200_000)), random);
            int cut = random.Next(text.Length); // in the middle of a character too
            ShouldCutAsOneByOne(Create(pattern), text.AsSpan(cut, Math.Min(text.Length - cut, random.Next(20_000))), random);
        }
    }

    [Theory, MemberData(nameof(Patterns))]
    public void A_word_or_white_space_longer_than_a_window_is_cut_in_linear_time(string pattern)
    {
        foreach (string atom in (string[])["a", "A", " ", "\n", "\n ", "1", "!", "世", "'", "\u3000", "/\n"])
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(atom, 300_000)) + "x");
            ShouldCutAsOneByOne(Create(pattern), text, new Random(3));
        }
    }

    internal static PreTokenizer Create(string pattern) => pattern switch
    {
        "gpt2" => new Gpt2PreTokenizer(splitsDigits: false),
        "starcoder" => new Gpt2PreTokenizer(splitsDigits: true),
        "llama3" => new Llama3PreTokenizer(maxDigits: 3),
        "qwen2" => new Llama3PreTokenizer(maxDigits: 1),
        _ => new O200kPreTokenizer(),
    };

    static void ShouldCutAsOneByOne(PreTokenizer preTokenizer, ReadOnlySpan<byte> text, Random random)
    {
        int[] ends = new int[random.Next(2) == 0 ? 512 : random.Next(1, 40)];
        int start = 0;
        int checkedTo = 0;
        while (start < text.Length)
        {
            int count = preTokenizer.Split(text, start, ends);
            if (count < ends.Length && ends[count - 1] != text.Length)
                Assert.Fail($"stops at {ends[count - 1]} of {text.Length} with room left");
            foreach (int end in ends.AsSpan(0, count))
            {
                int expected = checkedTo + preTokenizer.FirstWordLength(text[checkedTo..]);
                if (end != expected)
                {
                    int shown = Math.Max(0, checkedTo - 40);
                    Assert.Fail($"word at {checkedTo} ends at {end}, not {expected}: "
                        + Encoding.UTF8.GetString(text[shown..Math.Min(text.Length, Math.Max(end, expected) + 20)]).Replace("\n", "\\n"));
                }
                checkedTo = end;
            }
            start = ends[count - 1];
        }
        checkedTo.ShouldBe(text.Length);
    }
}
