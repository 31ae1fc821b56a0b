using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Byte-pair encoding, byte-level or over characters with byte fallback (SentencePiece's BPE).</summary>
/// <remarks>
/// The merge list decides and not the rank of the result, which differs for a few words in a million. Bytes that the vocabulary lacks
/// become the unknown token or, where there is none, nothing; those that well-formed UTF-8 never has, and many vocabularies therefore
/// lack, become U+FFFD.
/// </remarks>
sealed class BpeModel : TokenizerModel
{
    const int MaxAffixedLength = 64;
    const int DefaultCacheBytes = 1 << 20;

    readonly BpeVocabulary _vocabulary;
    readonly ByteStringIndex _index;
    readonly ByteBpe? _fast;
    readonly Lock _building = new();
    MergeTable? _merges; // made when it is first asked for: the tables over many words seldom do
    CharacterBpe? _fastCharacters;
    long _bytesUntilFast = long.MaxValue; // at 0 or below the tables are there, or cannot be
    int _cacheBytes = DefaultCacheBytes;
    readonly int _maxPieceLength;

    /// <param name="vocabulary">Tokens and merges; kept.</param>
    public BpeModel(BpeVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _fast = ByteBpe.TryCreate(vocabulary, DefaultCacheBytes);
        ByteStrings pieces = vocabulary.Pieces;
        bool needsIndex = !vocabulary.IsByteLevel || vocabulary.WholeWordsFirst
            || vocabulary.ContinuingPrefix.Length + vocabulary.EndSuffix.Length > 0;
        _index = new ByteStringIndex(pieces, needsIndex ? pieces.Count : 0);
        for (int id = 0; needsIndex && id < pieces.Count; id++)
        {
            if (pieces[id].IsEmpty)
                continue;
            _index.Add(id);
            _maxPieceLength = Math.Max(_maxPieceLength, pieces[id].Length);
        }
        // The tables take as long to build as some megabytes of merging: short texts do without.
        if (!vocabulary.IsByteLevel)
            _bytesUntilFast = Math.Max(1, vocabulary.Merges.Length);
    }

    /// <summary>A model that was built before.</summary>
    /// <param name="vocabulary">What it is made of; the merges are those of the table.</param>
    /// <param name="merges">The merges.</param>
    /// <param name="index">Finds pieces.</param>
    /// <param name="maxPieceLength">The longest piece in the index.</param>
    /// <param name="fast">The tables over many words of bytes, or null.</param>
    /// <param name="fastCharacters">The tables over many words of characters, or null.</param>
    public BpeModel(
        BpeVocabulary vocabulary, MergeTable merges, ByteStringIndex index, int maxPieceLength, ByteBpe? fast, CharacterBpe? fastCharacters)
    {
        _bytesUntilFast = 0;
        _fastCharacters = fastCharacters;
        _vocabulary = vocabulary;
        _merges = merges;
        _index = index;
        _maxPieceLength = maxPieceLength;
        _fast = fast;
    }

    /// <summary>What it is made of.</summary>
    public BpeVocabulary Vocabulary => _vocabulary;

    /// <summary>The merges.</summary>
    public MergeTable Merges => _merges ?? CreateMerges();

    /// <summary>Finds pieces; empty where nothing looks for whole pieces.</summary>
    public ByteStringIndex Index => _index;

    /// <summary>The longest piece in the index.</summary>
    public int MaxPieceLength => _maxPieceLength;

    /// <summary>The tables over many words, or null.</summary>
    public ByteBpe? Fast => _fast;

    public override void EncodeSegment(ReadOnlySpan<byte> segment, PreTokenizer? words, ref TokenSink sink)
    {
        if (words is not null && _fast is not null)
        {
            _fast.EncodeSegment(segment, words, this, ref sink);
            return;
        }
        if (words is null && FastCharacters(segment.Length) is { } fast)
        {
            fast.EncodeSegment(segment, this, ref sink);
            return;
        }
        if (words is not null || _vocabulary.WordSeparator.Length == 0)
        {
            base.EncodeSegment(segment, words, ref sink);
            return;
        }
        int origin = sink.PieceStart;
        for (int start = 0, length; start < segment.Length; start += length)
        {
            length = CutLength(segment[start..]);
            sink.PieceStart = origin + start;
            Encode(segment.Slice(start, length), ref sink);
        }
        sink.PieceStart = origin;
    }

    /// <summary>Whether no merge crosses a place between a word character and a mark, so that both sides can be encoded apart.</summary>
    public bool MayCutBefore(ReadOnlySpan<byte> mark)
    {
        if (_vocabulary.WordSeparator.AsSpan().SequenceEqual(mark))
            return true;
        if (_vocabulary.WholeWordsFirst || _vocabulary.IsByteLevel || _vocabulary.ContinuingPrefix.Length + _vocabulary.EndSuffix.Length > 0)
            return false;
        for (int id = 0; id < _vocabulary.Pieces.Count; id++)
        {
            ReadOnlySpan<byte> piece = _vocabulary.Pieces[id];
            for (int at = 1, next; at < piece.Length && (next = piece[at..].IndexOf(mark)) >= 0; at += next + 1)
            {
                if (CharacterClasses.IsWord(Scalars.ReadBefore(piece, at + next, out _)))
                    return false;
            }
        }
        return true;
    }

    public override void Encode(ReadOnlySpan<byte> piece, ref TokenSink sink) => EncodeGenerally(piece, ref sink);

    public override void UseCache(int bytes)
    {
        _cacheBytes = bytes;
        _fast?.UseCache(bytes);
        _fastCharacters?.UseCache(bytes);
    }

    internal override void ClearCaches()
    {
        _fast?.ClearCaches();
        _fastCharacters?.ClearCaches();
    }

    /// <summary>The tables over many words of characters, once so much text was met that they are worth their making; else null.</summary>
    /// <param name="bytes">What is about to be encoded.</param>
    internal CharacterBpe? FastCharacters(long bytes)
    {
        if (Volatile.Read(ref _bytesUntilFast) <= 0)
            return _fastCharacters;
        if (_vocabulary.IsByteLevel || _vocabulary.Merges.Length == 0 || Interlocked.Add(ref _bytesUntilFast, -bytes) > 0)
            return null;
        lock (_building)
        {
            _fastCharacters ??= CharacterBpe.TryCreate(_vocabulary, _index, _cacheBytes);
            Volatile.Write(ref _bytesUntilFast, 0);
            return _fastCharacters;
        }
    }

    /// <summary>Appends the ids of one piece by merging from the start; works for all vocabularies and pieces.</summary>
    internal void EncodeGenerally(ReadOnlySpan<byte> piece, ref TokenSink sink)
    {
        if (_vocabulary.WholeWordsFirst && Find(piece) is >= 0 and int whole)
        {
            sink.Add(whole, 0, piece.Length);
            return;
        }
        SymbolMerger<BpeMergeRule> merger = new(new BpeMergeRule(Merges));
        try
        {
            if (_vocabulary.IsByteLevel)
                StartFromBytes(piece, ref merger);
            else
                StartFromCharacters(piece, ref merger);
            if (merger.Count == 0)
                return;
            merger.Merge(piece);
            for (int i = 0; i >= 0; i = merger[i].Next)
            {
                int start = merger[i].Start;
                int next = merger[i].Next;
                int end = next < 0 ? piece.Length : merger[next].Start;
                if (merger[i].Token < _vocabulary.TokenCount)
                    sink.Add(merger[i].Token, start, end);
                else
                    AddFallback(piece[start..end], start, ref sink);
            }
        }
        finally
        {
            merger.Dispose();
        }
    }

    MergeTable CreateMerges()
    {
        lock (_building)
            return _merges ??= new MergeTable(_vocabulary.Merges, _vocabulary.LastDuplicateWins);
    }

    int Find(ReadOnlySpan<byte> piece) => piece.Length > _maxPieceLength ? -1 : _index.Find(piece);

    void StartFromBytes(ReadOnlySpan<byte> piece, ref SymbolMerger<BpeMergeRule> merger)
    {
        bool hasAffixes = _vocabulary.ContinuingPrefix.Length + _vocabulary.EndSuffix.Length > 0;
        for (int i = 0; i < piece.Length; i++)
        {
            int token = hasAffixes ? FindAffixed(piece.Slice(i, 1), i == 0, i + 1 == piece.Length) : _vocabulary.ByteTokens[piece[i]];
            if (token < 0)
                token = _vocabulary.Unknown;
            if (token >= 0)
                merger.Add(i, 1, token);
            else if (piece[i] is 0xC0 or 0xC1 or >= 0xF5)
                AddReplacement(i, ref merger);
        }
    }

    void AddReplacement(int at, ref SymbolMerger<BpeMergeRule> merger)
    {
        foreach (byte replacement in "\uFFFD"u8)
        {
            if (_vocabulary.ByteTokens[replacement] is >= 0 and int token)
                merger.Add(at, 1, token);
        }
    }

    void StartFromCharacters(ReadOnlySpan<byte> piece, ref SymbolMerger<BpeMergeRule> merger)
    {
        int unknownStart = -1;
        for (int at = 0, length; at < piece.Length; at += length)
        {
            // Each byte of ill-formed UTF-8 is a symbol of its own.
            bool isCharacter = Rune.DecodeFromUtf8(piece[at..], out _, out length) == OperationStatus.Done;
            if (!isCharacter)
                length = 1;
            ReadOnlySpan<byte> character = piece.Slice(at, length);
            int token = isCharacter ? FindAffixed(character, at == 0, at + length == piece.Length) : -1;
            bool isUnknown = token < 0 && !HasBytes(character);
            if (unknownStart >= 0 && (!isUnknown || !_vocabulary.FusesUnknown))
            {
                merger.Add(unknownStart, at - unknownStart, _vocabulary.Unknown);
                unknownStart = -1;
            }
            if (token >= 0)
                merger.Add(at, length, token);
            else if (!isUnknown)
                AddBytes(character, at, ref merger);
            else if (unknownStart < 0 && _vocabulary.Unknown >= 0)
                unknownStart = at;
        }
        if (unknownStart >= 0)
            merger.Add(unknownStart, piece.Length - unknownStart, _vocabulary.Unknown);
    }

    void AddFallback(ReadOnlySpan<byte> character, int at, ref TokenSink sink)
    {
        if (!HasBytes(character))
        {
            if (_vocabulary.Unknown >= 0)
                sink.Add(_vocabulary.Unknown, at, at + character.Length);
            return;
        }
        foreach (byte value in character)
            sink.Add(_vocabulary.ByteTokens[value], at, ++at);
    }

    bool HasBytes(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (_vocabulary.ByteTokens[value] < 0)
                return false;
        }
        return true;
    }

    void AddBytes(ReadOnlySpan<byte> bytes, int at, ref SymbolMerger<BpeMergeRule> merger)
    {
        foreach (byte value in bytes)
            merger.Add(at++, 1, _vocabulary.ByteTokens[value]);
    }

    int FindAffixed(ReadOnlySpan<byte> character, bool isFirst, bool isLast)
    {
        ReadOnlySpan<byte> prefix = isFirst ? [] : _vocabulary.ContinuingPrefix;
        ReadOnlySpan<byte> suffix = isLast ? _vocabulary.EndSuffix : [];
        if (prefix.Length + suffix.Length == 0)
            return Find(character);
        Span<byte> affixed = stackalloc byte[MaxAffixedLength];
        prefix.CopyTo(affixed);
        character.CopyTo(affixed[prefix.Length..]);
        suffix.CopyTo(affixed[(prefix.Length + character.Length)..]);
        return Find(affixed[..(prefix.Length + character.Length + suffix.Length)]);
    }

    /// <summary>The end of the first word with the separators before it: no merge crosses it.</summary>
    int CutLength(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> separator = _vocabulary.WordSeparator;
        int word = 0;
        while (text[word..].StartsWith(separator))
            word += separator.Length;
        int next = text[word..].IndexOf(separator);
        return next < 0 ? text.Length : word + next;
    }
}
