using System.Buffers;

namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>
    /// Encodes a text that is too long as several rows, each with its own special tokens and no longer than
    /// <see cref="TruncationOptions.MaxLength"/>, that overlap by <see cref="TruncationOptions.Stride"/> tokens: what truncation keeps
    /// comes first, then what it would drop.
    /// </summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="truncation">How long rows may be.</param>
    /// <param name="options">What to add and what to recognise.</param>
    /// <returns>The rows, at least one.</returns>
    public IReadOnlyList<int[]> EncodeWindows(ReadOnlySpan<byte> utf8, TruncationOptions truncation, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(truncation);
        using PooledWriter<int> ids = new(utf8.Length / 3 + 16);
        TokenSink sink = new(ids);
        Encode(utf8, options with { AddSpecial = false }, ref sink);
        sink.Flush();
        List<int[]> rows = [];
        foreach (Range window in TokenWindows.Of(ids.Written.Length, Room(truncation, options), truncation))
            rows.Add(options.AddSpecial ? [.. _post.Before, .. ids.Written[window], .. _post.After] : [.. ids.Written[window]]);
        return rows;
    }

    int Room(TruncationOptions truncation, EncodeOptions options) =>
        Math.Max(0, truncation.MaxLength - (options.AddSpecial ? _post.Before.Length + _post.After.Length : 0));

    void EncodeTruncated(
        ReadOnlySpan<byte> utf8, IBufferWriter<int> ids, (OffsetUnit Unit, IBufferWriter<TokenOffset> Offsets)? places, EncodeOptions options)
    {
        using PooledWriter<int> all = new(utf8.Length / 3 + 16);
        using PooledWriter<TokenOffset> offsets = new(16);
        EncodeOptions plain = options with { AddSpecial = false };
        if (places is not null)
        {
            EncodeWithOffsets(utf8, places.Value.Unit, all, offsets, plain);
        }
        else
        {
            TokenSink sink = new(all);
            Encode(utf8, plain, ref sink);
            sink.Flush();
        }
        Range kept = TokenWindows.Of(all.Written.Length, Room(Truncation!, options), Truncation!)[0];
        int before = options.AddSpecial ? _post.Before.Length : 0;
        int after = options.AddSpecial ? _post.After.Length : 0;
        ids.Write(_post.Before.AsSpan(0, before));
        ids.Write(all.Written[kept]);
        ids.Write(_post.After.AsSpan(0, after));
        if (places is null)
            return;
        places.Value.Offsets.Write(new TokenOffset[before]);
        places.Value.Offsets.Write(offsets.Written[kept]);
        places.Value.Offsets.Write(new TokenOffset[after]);
    }
}
