using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Lower case (<c>Lowercase</c>).</summary>
sealed class LowercaseNormalizer : Normalizer
{
    // What is not ASCII, and capital letters.
    static readonly SearchValues<byte> s_candidates =
        SearchValues.Create([.. Enumerable.Range(0, 256).Where(value => value is >= 128 or (>= 'A' and <= 'Z')).Select(value => (byte)value)]);

    public override void Normalize(TextBuffer text)
    {
        bool began = false;
        int at = 0;
        while (at < text.Length && text.Bytes[at..].IndexOfAny(s_candidates) is >= 0 and int skip)
        {
            at += skip;
            int scalar = Scalars.Read(text.Bytes, at, out int length);
            int lower = LowercaseTable.Lower(scalar);
            at += length;
            if (lower == scalar)
                continue;
            if (!began)
                text.BeginRewrite();
            began = true;
            text.CopyTo(at - length);
            text.Write(lower, 0);
            if (scalar == LowercaseTable.CapitalDottedI)
                text.Write(0x307, 1);
        }
        if (!began)
            return;
        text.CopyTo(text.Length);
        text.EndRewrite();
    }
}
