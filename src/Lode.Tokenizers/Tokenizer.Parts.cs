using System.Buffers;

namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>
    /// Whether <see cref="FindCut"/> can find places, so that texts of any size are encoded in parts: byte-level vocabularies with the
    /// patterns of GPT-2, cl100k, Llama 3, Qwen 2 and o200k, SentencePiece's BPE without a character map, and BERT; unless an added token
    /// reaches beyond itself, or texts are truncated.
    /// </summary>
    public bool CanCut => Truncation is null && _pipeline.Cutter is not null;

    /// <summary>
    /// The last place at which a text may be cut so that the tokens of its parts, as
    /// <see cref="EncodePart(ReadOnlySpan{byte}, int, bool, IBufferWriter{int}, EncodeOptions)"/> gives them, are those of the whole.
    /// </summary>
    /// <param name="utf8">The text so far; it may go on, in the middle of a character too.</param>
    /// <returns>A place behind the start, or 0 where none is certain.</returns>
    public int FindCut(ReadOnlySpan<byte> utf8) => CanCut ? _pipeline.Cutter!.FindLast(utf8) : 0;

    /// <summary>How many bytes before a cut the part behind it is to be given with: those of one character.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="cut">A place that <see cref="FindCut"/> gave.</param>
    public static int ContextLength(ReadOnlySpan<byte> utf8, int cut) => TextCutter.LengthBefore(utf8, cut);

    /// <summary>Appends the token ids of a part of a text. May be called for different parts on different threads.</summary>
    /// <param name="utf8">The part from one cut to the next, behind the <see cref="ContextLength"/> bytes before it.</param>
    /// <param name="start">Where in <paramref name="utf8"/> the part begins; 0 for the first part.</param>
    /// <param name="isLast">It is the last part, behind which <see cref="EncodeOptions.AddSpecial"/> adds tokens; before the first it does so too.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="options">What to add and what to recognise; the same for all parts.</param>
    public void EncodePart(ReadOnlySpan<byte> utf8, int start, bool isLast, IBufferWriter<int> ids, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        EncodeOptions plain = options with { AddSpecial = false };
        using PooledWriter<int> own = new(utf8.Length / 3 + 16);
        EncodeToIds(utf8, own, plain);
        if (options.AddSpecial && start == 0)
            ids.Write(_post.Before);
        ids.Write(own.Written[Context(utf8, start, plain)..]);
        if (options.AddSpecial && isLast)
            ids.Write(_post.After);
    }

    /// <summary>The same with the places of the tokens, counted from <paramref name="start"/>.</summary>
    /// <inheritdoc cref="EncodePart(ReadOnlySpan{byte}, int, bool, IBufferWriter{int}, EncodeOptions)"/>
    /// <param name="utf8">The part from one cut to the next, behind the <see cref="ContextLength"/> bytes before it.</param>
    /// <param name="start">Where in <paramref name="utf8"/> the part begins; 0 for the first part.</param>
    /// <param name="isLast">It is the last part.</param>
    /// <param name="unit">What places are counted in.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="offsets">Where the places go; those of added tokens are (-1, -1), to be told from the start of a part.</param>
    /// <param name="options">What to add and what to recognise; the same for all parts.</param>
    public void EncodePart(
        ReadOnlySpan<byte> utf8, int start, bool isLast, OffsetUnit unit, IBufferWriter<int> ids, IBufferWriter<TokenOffset> offsets,
        EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(offsets);
        EncodeOptions plain = options with { AddSpecial = false };
        using PooledWriter<int> own = new(utf8.Length / 3 + 16);
        using PooledWriter<TokenOffset> places = new(utf8.Length / 3 + 16);
        EncodeWithOffsets(utf8, unit, own, places, plain, truncates: Truncation is not null);
        int skip = Context(utf8, start, plain);
        int shift = CountUnits(utf8[..start], unit);
        if (options.AddSpecial && start == 0)
            Add(_post.Before);
        ids.Write(own.Written[skip..]);
        foreach (ref TokenOffset place in places.Written[skip..])
            place = new TokenOffset(place.Start - shift, place.End - shift);
        offsets.Write(places.Written[skip..]);
        if (options.AddSpecial && isLast)
            Add(_post.After);

        void Add(int[] special)
        {
            ids.Write(special);
            foreach (int _ in special)
                offsets.Write([new TokenOffset(-1, -1)]);
        }
    }

    /// <summary>How long a text is in a unit of places.</summary>
    /// <param name="utf8">The text; each byte of ill-formed UTF-8 counts as one.</param>
    /// <param name="unit">The unit.</param>
    public static int CountUnits(ReadOnlySpan<byte> utf8, OffsetUnit unit)
    {
        Span<int> end = [utf8.Length];
        OffsetConverter.Convert(end, utf8, unit);
        return end[0];
    }

    int Context(ReadOnlySpan<byte> utf8, int start, EncodeOptions options) => start == 0 ? 0 : CountTokens(utf8[..start], options);
}
