using System.Globalization;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>SentencePiece's normaliser (<c>Precompiled</c>): grapheme clusters and characters are looked up in a compiled map.</summary>
/// <remarks>
/// As Hugging Face does it: a grapheme cluster of fewer than 6 bytes first, else each of its characters. Clusters are the runtime's
/// (Unicode Standard Annex 29).
/// </remarks>
sealed class PrecompiledNormalizer(CharacterMap map) : Normalizer
{
    const int MaxClusterLength = 6;

    public override void Normalize(TextBuffer text)
    {
        text.BeginRewrite();
        while (text.Cursor < text.Length)
        {
            int length = ClusterLength(text.Bytes[text.Cursor..]);
            int end = text.Cursor + length;
            if (length < MaxClusterLength && TryReplace(text, end))
                continue;
            while (text.Cursor < end)
            {
                Scalars.Read(text.Bytes, text.Cursor, out int character);
                if (!TryReplace(text, text.Cursor + character))
                    text.CopyTo(text.Cursor + character);
            }
        }
        text.EndRewrite();
    }

    bool TryReplace(TextBuffer text, int end)
    {
        ReadOnlySpan<byte> part = text.Bytes[text.Cursor..end];
        if (!map.TryFind(part, out ReadOnlySpan<byte> replacement))
            return false;
        int before = Count(part);
        int after = Count(replacement);
        int written = 0;
        for (int at = 0, length; at < replacement.Length; at += length)
        {
            int scalar = Scalars.Read(replacement, at, out length);
            written++;
            int change = written > before ? 1 : written == after && after < before ? after - before : 0;
            text.Write(scalar, change);
        }
        text.SkipTo(end);
        return true;
    }

    static int Count(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            Scalars.Read(text, at, out length);
            count++;
        }
        return count;
    }

    static int ClusterLength(ReadOnlySpan<byte> text)
    {
        // Only the first two matter mostly: ASCII never joins, except a line feed behind a carriage return.
        if (text[0] < 0x80 && (text.Length == 1 || (text[1] < 0x80 && !(text[0] == '\r' && text[1] == '\n'))))
            return 1;
        Span<char> units = stackalloc char[64];
        int count = 0;
        int at = 0;
        while (at < text.Length && count + 2 <= units.Length)
        {
            int scalar = Scalars.Read(text, at, out int length);
            if (scalar >= Scalars.IllFormed)
                break; // ends the cluster before it
            count += new Rune(scalar).EncodeToUtf16(units[count..]);
            at += length;
        }
        if (count == 0)
            return 1;
        int cluster = StringInfo.GetNextTextElementLength(units[..count]);
        return Encoding.UTF8.GetByteCount(units[..cluster]);
    }
}
