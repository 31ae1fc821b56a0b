namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>Encodes two texts as one row, as models for pairs of texts want them (question and passage, premise and hypothesis).</summary>
    /// <param name="first">The first text, UTF-8.</param>
    /// <param name="second">The second text, UTF-8.</param>
    /// <param name="options">What to add and what to recognise.</param>
    /// <returns>The ids, and for each which text it belongs to (the type ids that the file gives).</returns>
    /// <exception cref="NotSupportedException">The file says how one text is put together and not how two are.</exception>
    public (int[] Ids, int[] TypeIds) EncodePair(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, EncodeOptions options = default)
    {
        if (_post.Pair.Length == 0)
            throw new NotSupportedException("this tokenizer's file does not say how two texts are put together");
        EncodeOptions plain = options with { AddSpecial = false };
        int[][] texts = [EncodeWhole(first, plain), EncodeWhole(second, plain)];
        int special = options.AddSpecial ? _post.Pair.Sum(piece => piece.Ids.Length) : 0;
        if (Truncation is not null)
            PairTruncation.Apply(texts, Math.Max(0, Truncation.MaxLength - special), Truncation);
        List<int> ids = [];
        List<int> types = [];
        foreach (TemplatePiece piece in options.AddSpecial ? _post.Pair : PostProcessor.None.Pair)
        {
            int[] part = piece.Sequence < 0 ? piece.Ids : texts[piece.Sequence];
            ids.AddRange(part);
            types.AddRange(Enumerable.Repeat(_post.HasOneType ? 0 : piece.TypeId, part.Length));
        }
        return ([.. ids], [.. types]);
    }

    int[] EncodeWhole(ReadOnlySpan<byte> utf8, EncodeOptions options)
    {
        using PooledWriter<int> ids = new(utf8.Length / 3 + 16);
        TokenSink sink = new(ids);
        Encode(utf8, options, ref sink);
        sink.Flush();
        return ids.Written.ToArray();
    }
}
