using System.Text;

namespace Lode.Tokenizers.Tests;

public class ReplaceByteNormalizerTests
{
    [Theory, InlineData(""), InlineData("_"), InlineData("é"), InlineData("▁"), InlineData("😀"), InlineData("<br>"), InlineData("&nbsp;")]
    public void Every_space_of_texts_of_all_lengths_is_replaced(string content)
    {
        ReplaceByteNormalizer normalizer = new((byte)' ', Encoding.UTF8.GetBytes(content));
        TextBuffer buffer = new();
        Random random = new(3);
        foreach (bool tracksOrigins in (bool[])[false, true])
        {
            for (int round = 0; round < 600; round++)
            {
                char[] text = new char[round % 150];
                for (int i = 0; i < text.Length; i++)
                    text[i] = random.Next(1 + round % 7) == 0 ? ' ' : random.Next(9) == 0 ? '世' : 'a';
                buffer.Load(Encoding.UTF8.GetBytes(text), 0, tracksOrigins);
                normalizer.Normalize(buffer);
                Encoding.UTF8.GetString(buffer.Bytes).ShouldBe(new string(text).Replace(" ", content, StringComparison.Ordinal));
            }
        }
    }
}
