using System.Runtime.InteropServices;

namespace Lode.Tokenizers;

/// <summary>Takes spaces before punctuation and contractions away, within one token (<c>cleanup</c>).</summary>
static class TextCleanup
{
    // In this order, each on the result of the one before.
    static readonly (byte[] From, byte[] To)[] s_rules =
    [
        ([.. " ."u8], [.. "."u8]), ([.. " ?"u8], [.. "?"u8]), ([.. " !"u8], [.. "!"u8]), ([.. " ,"u8], [.. ","u8]),
        ([.. " ' "u8], [.. "'"u8]), ([.. " n't"u8], [.. "n't"u8]), ([.. " 'm"u8], [.. "'m"u8]),
        ([.. " do not"u8], [.. " don't"u8]), ([.. " 's"u8], [.. "'s"u8]), ([.. " 've"u8], [.. "'ve"u8]), ([.. " 're"u8], [.. "'re"u8]),
    ];

    public static void Apply(List<byte> text)
    {
        if (!text.Contains((byte)' '))
            return;
        foreach ((byte[] from, byte[] to) in s_rules)
        {
            for (int start = 0; CollectionsMarshal.AsSpan(text)[start..].IndexOf(from) is >= 0 and int at;)
            {
                text.RemoveRange(start + at, from.Length);
                text.InsertRange(start + at, to);
                start += at + to.Length;
            }
        }
    }
}
