namespace Lode.Tokenizers;

/// <summary>The algorithm that turns words into ids. Immutable and thread-safe.</summary>
/// <remarks>
/// A piece is one word of the pre-tokenizer, normalised, in the model's own alphabet: raw bytes for byte-level vocabularies (never their
/// spelling as visible characters), UTF-8 for all others. Ill-formed UTF-8 is allowed: each byte that is part of no character counts as
/// a character that no vocabulary holds.
/// </remarks>
abstract class TokenizerModel
{
    /// <summary>Sets the most memory that each thread may remember words in; while the tokenizer is being made only.</summary>
    /// <param name="bytes">0 for none.</param>
    public virtual void UseCache(int bytes)
    {
    }

    /// <summary>Forgets the words that were met; for measurements.</summary>
    internal virtual void ClearCaches()
    {
    }

    /// <summary>Appends the ids of one piece, which is not empty.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="sink">Where the ids go; with places in bytes of the piece where it wants them.</param>
    public abstract void Encode(ReadOnlySpan<byte> piece, ref TokenSink sink);

    /// <summary>Appends the ids of a whole segment whose words tile it; the way for models that have a fast path over many words.</summary>
    /// <param name="segment">Text without added tokens; look-ahead of the pre-tokenizer ends with it.</param>
    /// <param name="words">Cuts it into words; null where the segment is one word.</param>
    /// <param name="sink">Where the ids go.</param>
    public virtual void EncodeSegment(ReadOnlySpan<byte> segment, PreTokenizer? words, ref TokenSink sink)
    {
        if (segment.IsEmpty)
            return;
        int origin = sink.PieceStart;
        if (words is null)
        {
            Encode(segment, ref sink);
            return;
        }
        Span<int> ends = stackalloc int[128];
        int start = 0;
        while (start < segment.Length)
        {
            int count = words.Split(segment, start, ends);
            foreach (int end in ends[..count])
            {
                sink.PieceStart = origin + start;
                Encode(segment[start..end], ref sink);
                start = end;
            }
        }
        sink.PieceStart = origin;
    }
}
