using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>
/// SentencePiece BPE (<c>tokenizer.ggml.model = llama</c>): characters merge by the score of what they become, the leftmost first among
/// equals; what the vocabulary cannot spell falls back to bytes.
/// </summary>
/// <remarks>
/// Spaces are written U+2581 in the vocabulary, so a U+2581 in the text comes back as a space. Control, unknown and byte tokens never
/// result from merges: plain text cannot spell them (in llama.cpp it can, where the vocabulary happens to hold their parts).
/// </remarks>
sealed class SentencePieceTokenizer : VocabularyTokenizer
{
    readonly int[] _byteTokens;
    readonly int _unknown;
    readonly bool _addsSpacePrefix;
    readonly bool _cutsBeforeSpaces;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="special">The tokens with a meaning of their own.</param>
    /// <param name="bytes">What each token adds to the text.</param>
    /// <param name="byteTokens">The token of each of the 256 bytes, or -1 where there is none; then the unknown token stands in.</param>
    /// <param name="addsSpacePrefix">Whether a space goes before text that follows nothing or a special token.</param>
    public SentencePieceTokenizer(
        Vocabulary vocabulary, SpecialTokens special, ByteStrings bytes, int[] byteTokens, bool addsSpacePrefix)
        : base(vocabulary, special, bytes)
    {
        _byteTokens = byteTokens;
        _unknown = special.Unknown ?? -1;
        _addsSpacePrefix = addsSpacePrefix;
        _cutsBeforeSpaces = NoTokenHoldsInnerSpace(vocabulary);
    }

    public override bool StripsLeadingSpace => _addsSpacePrefix;

    /// <summary>U+2581, which stands for a space in the vocabulary.</summary>
    internal static ReadOnlySpan<byte> Space => "\u2581"u8;

    protected override void EncodeText(ReadOnlySpan<byte> text, ref TokenSink sink)
    {
        long capacity = 3L * text.Length + 3;
        if (capacity > Array.MaxLength)
            throw new ArgumentException($"a text of {text.Length} bytes is too long to encode at once; encode it in parts", nameof(text));
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)capacity);
        SymbolMerger<ScoreMergeRule> merger = new(new ScoreMergeRule(Vocabulary));
        try
        {
            ReadOnlySpan<byte> escaped = buffer.AsSpan(0, Escape(text, buffer));
            while (!escaped.IsEmpty)
            {
                int cut = CutLength(escaped);
                EncodeWord(escaped[..cut], ref merger, ref sink);
                escaped = escaped[cut..];
            }
        }
        finally
        {
            merger.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = 0;
        if (_addsSpacePrefix)
        {
            Space.CopyTo(destination);
            written = Space.Length;
        }
        foreach (byte value in text)
        {
            if (value == ' ')
            {
                Space.CopyTo(destination[written..]);
                written += Space.Length;
            }
            else
            {
                destination[written++] = value;
            }
        }
        return written;
    }

    /// <summary>The end of the first word with the spaces before it: no merge crosses it, so words can be encoded one by one.</summary>
    int CutLength(ReadOnlySpan<byte> escaped)
    {
        if (!_cutsBeforeSpaces)
            return escaped.Length;
        int word = 0;
        while (escaped[word..].StartsWith(Space))
            word += Space.Length;
        int next = escaped[word..].IndexOf(Space);
        return next < 0 ? escaped.Length : word + next;
    }

    void EncodeWord(ReadOnlySpan<byte> word, ref SymbolMerger<ScoreMergeRule> merger, ref TokenSink sink)
    {
        merger.Clear();
        for (int at = 0, length; at < word.Length; at += length)
        {
            // Each byte of ill-formed UTF-8 is a symbol of its own.
            if (Rune.DecodeFromUtf8(word[at..], out _, out length) != OperationStatus.Done)
                length = 1;
            merger.Add(at, length, Vocabulary.FindPlain(word.Slice(at, length)));
        }
        merger.Merge(word);
        for (int i = 0; i >= 0; i = merger[i].Next)
        {
            ref readonly Symbol symbol = ref merger[i];
            if (symbol.Token >= 0)
                sink.Add(symbol.Token);
            else
                AddBytes(word.Slice(symbol.Start, symbol.Length), ref sink);
        }
    }

    void AddBytes(ReadOnlySpan<byte> bytes, ref TokenSink sink)
    {
        foreach (byte value in bytes)
        {
            if (_byteTokens[value] < 0)
            {
                sink.Add(_unknown);
                return;
            }
        }
        foreach (byte value in bytes)
            sink.Add(_byteTokens[value]);
    }

    static bool NoTokenHoldsInnerSpace(Vocabulary vocabulary)
    {
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            while (text.StartsWith(Space))
                text = text[Space.Length..];
            if (vocabulary.IsPlain(id) && text.IndexOf(Space) >= 0)
                return false;
        }
        return true;
    }
}
