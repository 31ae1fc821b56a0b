using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Drops some characters and replaces others by one character each (<c>StripAccents</c>, <c>Nmt</c>, parts of BERT's).</summary>
/// <param name="map">What becomes of a character: itself, another, or -1 for nothing.</param>
sealed class FilterNormalizer(Func<int, int> map) : Normalizer
{
    readonly int[] _ascii = [.. Enumerable.Range(0, 128).Select(map)];

    // What is not ASCII, and ASCII that changes.
    readonly SearchValues<byte> _candidates =
        SearchValues.Create([.. Enumerable.Range(0, 256).Where(value => value >= 128 || map(value) != value).Select(value => (byte)value)]);

    /// <summary><c>StripAccents</c>: drops all combining marks.</summary>
    public static FilterNormalizer StripAccents { get; } = new(scalar => CharacterClasses.IsCombiningMark(scalar) ? -1 : scalar);

    /// <summary><c>Nmt</c>: drops control characters, and turns everything that is a kind of space into a space.</summary>
    public static FilterNormalizer Nmt { get; } = new(scalar => scalar switch
    {
        (>= 1 and <= 8) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F => -1,
        '\t' or '\n' or '\f' or '\r' or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD => ' ',
        _ => scalar,
    });

    public override void Normalize(TextBuffer text)
    {
        bool began = false;
        int at = 0;
        while (at < text.Length && text.Bytes[at..].IndexOfAny(_candidates) is >= 0 and int skip)
        {
            at += skip;
            int scalar = Scalars.Read(text.Bytes, at, out int length);
            int result = scalar < 128 ? _ascii[scalar] : map(scalar);
            at += length;
            if (result == scalar)
                continue;
            if (!began)
                text.BeginRewrite();
            began = true;
            text.CopyTo(at - length);
            if (result >= 0)
                text.Write(result, 0);
            text.SkipTo(at);
        }
        if (!began)
            return;
        text.CopyTo(text.Length);
        text.EndRewrite();
    }
}
