namespace Lode.Tokenizers;

/// <summary>The ids of many texts in two flat arrays: 4 bytes for each token and 4 for each text.</summary>
public sealed class TokenBatch
{
    readonly int[] _ids;
    readonly int[] _offsets;

    internal TokenBatch(int[] ids, int[] offsets)
    {
        _ids = ids;
        _offsets = offsets;
    }

    /// <summary>The number of texts.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>All ids, text after text.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>Where each text's ids begin in <see cref="Ids"/>, and last where they all end: <see cref="Count"/> + 1 numbers.</summary>
    public ReadOnlySpan<int> RowOffsets => _offsets;

    /// <summary>The ids of one text.</summary>
    public ReadOnlySpan<int> this[int index] => _ids.AsSpan(_offsets[index], _offsets[index + 1] - _offsets[index]);

    /// <summary>All texts as rows of equal length.</summary>
    /// <param name="padding">What to fill with, and up to where; longer rows stay as they are only where the length is that of the longest.</param>
    /// <returns>Ids and attention mask (1 for tokens, 0 for filling), [texts, length].</returns>
    /// <exception cref="ArgumentException">A row is longer than <see cref="PaddingOptions.Length"/>; truncate first.</exception>
    public (int[] Ids, byte[] AttentionMask, int Length) Pad(PaddingOptions padding)
    {
        ArgumentNullException.ThrowIfNull(padding);
        int longest = 0;
        for (int i = 0; i < Count; i++)
            longest = Math.Max(longest, this[i].Length);
        int length = padding.TargetLength(longest);
        if (longest > length)
            throw new ArgumentException($"a row has {longest} tokens and rows are to have {length}; truncate first", nameof(padding));
        int[] ids = new int[checked(Count * length)];
        byte[] mask = new byte[ids.Length];
        Array.Fill(ids, padding.PadId);
        for (int i = 0; i < Count; i++)
        {
            int start = i * length + (padding.PadsLeft ? length - this[i].Length : 0);
            this[i].CopyTo(ids.AsSpan(start));
            mask.AsSpan(start, this[i].Length).Fill(1);
        }
        return (ids, mask, length);
    }
}
