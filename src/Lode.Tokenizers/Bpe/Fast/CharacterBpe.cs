using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>
/// BPE over characters with byte fallback (SentencePiece's): text is cut wherever no merge joins two characters; for the words between
/// there are a table of those that are tokens, a cache, and merges.
/// </summary>
/// <remarks>Immutable and thread-safe; what a call writes to is in a <see cref="BpeScratch"/> that it borrows.</remarks>
sealed unsafe class CharacterBpe
{
    /// <summary>The characters of the basic plane, which have a table; others are looked up.</summary>
    public const int Characters = 0x10000;

    const int SlotsReserved = 1024;
    const int MaxWordLength = 4 * WordMerger.MaxSymbols;
    const int RoomOfWord = WordMerger.MaxSymbols + WordCache.MaxTokens;

    readonly PairTable _pairs;
    readonly CharacterPairs _joins;
    readonly WordTable _words;
    readonly FlatTable<int> _characters; // token, or -1
    readonly ByteStringIndex _index;
    readonly ByteStrings _pieces;
    readonly int[] _byteTokens;
    readonly int _tokenCount;
    readonly uint _separator; // 0 where there is none
    readonly ulong _seed;
    BpeScratchPool _scratch;

    /// <summary>Tables that were built before.</summary>
    /// <param name="vocabulary">Pieces, byte tokens and the separator.</param>
    /// <param name="index">Finds a token by its bytes.</param>
    /// <param name="pairs">The merges.</param>
    /// <param name="joins">The characters that merges join.</param>
    /// <param name="words">Words of up to 12 bytes that are tokens.</param>
    /// <param name="characters">By character of the basic plane: its token, or -1.</param>
    /// <param name="seed">The hash of words.</param>
    public CharacterBpe(
        BpeVocabulary vocabulary, ByteStringIndex index, PairTable pairs, CharacterPairs joins, WordTable words, FlatTable<int> characters, ulong seed)
    {
        (_pairs, _joins, _index, _words, _characters, _seed) = (pairs, joins, index, words, characters, seed);
        (_pieces, _byteTokens, _tokenCount, _separator) =
            (vocabulary.Pieces, vocabulary.ByteTokens, vocabulary.TokenCount, Separator(vocabulary));
        _scratch = new BpeScratchPool(0);
    }

    CharacterBpe(BpeVocabulary vocabulary, ByteStringIndex index, PairTable pairs, CharacterPairs joins, int cacheBytes)
    {
        _seed = WordKey.RandomSeed();
        _characters = new FlatTable<int>(Characters);
        _pairs = pairs;
        _joins = joins;
        _index = index;
        _pieces = vocabulary.Pieces;
        _byteTokens = vocabulary.ByteTokens;
        _tokenCount = vocabulary.TokenCount;
        _separator = Separator(vocabulary);
        _scratch = new BpeScratchPool(cacheBytes, withLongWords: true);
        _characters.Span.Fill(-1);
        int words = 0;
        for (int id = 0; id < _pieces.Count; id++)
        {
            ReadOnlySpan<byte> piece = _pieces[id];
            if (IsCharacter(piece, out Rune rune) && rune.IsBmp)
                _characters.Pointer[rune.Value] = index.Find(piece);
            words += piece.Length is > 0 and <= WordTable.MaxLength ? 1 : 0;
        }
        _words = new WordTable(words);
        BpeScratch scratch = _scratch.Rent();
        int* tokens = stackalloc int[RoomOfWord];
        for (int id = 0; id < _tokenCount; id++)
        {
            ReadOnlySpan<byte> piece = _pieces[id];
            if (piece.Length is 0 or > WordTable.MaxLength)
                continue;
            fixed (byte* word = piece)
            {
                if (Merge(word, piece.Length, scratch.Merger, tokens) != 1 || *tokens != id)
                    continue;
                WordKey key = WordKey.ReadLast(word, piece.Length);
                _words.Add(key, key.Hash(_seed), id);
            }
        }
        _scratch.Return(scratch);
    }

    /// <summary>The merges.</summary>
    public PairTable Pairs => _pairs;

    /// <summary>The characters that merges join.</summary>
    public CharacterPairs Joins => _joins;

    /// <summary>Words of up to 12 bytes that are tokens.</summary>
    public WordTable Words => _words;

    /// <summary>By character of the basic plane: its token, or -1.</summary>
    public ReadOnlySpan<int> CharacterTokens => _characters.Span;

    /// <summary>What the hash of words begins with.</summary>
    public ulong Seed => _seed;

    /// <summary>Builds the tables, or returns null where the vocabulary needs the general way.</summary>
    /// <param name="vocabulary">Tokens and merges.</param>
    /// <param name="index">Finds a token by its bytes.</param>
    /// <param name="cacheBytes">The most memory of the word cache of each thread that encodes at the same time; 0 for none.</param>
    public static CharacterBpe? TryCreate(BpeVocabulary vocabulary, ByteStringIndex index, int cacheBytes)
    {
        // With a token for every byte nothing is unknown, so that no run of unknown characters can be cut.
        if (vocabulary.IsByteLevel || vocabulary.WholeWordsFirst || vocabulary.ContinuingPrefix.Length + vocabulary.EndSuffix.Length > 0
            || vocabulary.Pieces.Count > 1 << 24 || vocabulary.ByteTokens.AsSpan(0, 256).ContainsAnyInRange(int.MinValue, -1)
            || !PairTable.TryCreate(vocabulary.Merges, vocabulary.Pieces.Count - 1, vocabulary.LastDuplicateWins, out PairTable pairs)
            || !AreInRange(vocabulary, pairs.Shape.IdBits) || !TryFindJoins(vocabulary, out CharacterPairs joins))
            return null;
        return new CharacterBpe(vocabulary, index, pairs, joins, cacheBytes);
    }

    /// <inheritdoc cref="ByteBpe.ClearCaches"/>
    public void ClearCaches() => _scratch.Clear();

    /// <inheritdoc cref="ByteBpe.UseCache"/>
    public void UseCache(int bytes) => _scratch = new BpeScratchPool(bytes, withLongWords: true);

    /// <summary>Appends the ids of a segment.</summary>
    /// <param name="segment">The text.</param>
    /// <param name="general">Encodes words that the tables cannot: with characters that only merges know.</param>
    /// <param name="sink">Where the ids go.</param>
    public void EncodeSegment(ReadOnlySpan<byte> segment, BpeModel general, ref TokenSink sink)
    {
        BpeScratch scratch = _scratch.Rent();
        int origin = sink.PieceStart;
        try
        {
            fixed (byte* text = segment)
            {
                if (sink.WantsOffsets)
                    EncodeWithOffsets(text, segment.Length, scratch, general, origin, ref sink);
                else
                    Encode(text, segment.Length, scratch, general, ref sink);
            }
        }
        finally
        {
            sink.PieceStart = origin;
            _scratch.Return(scratch);
            GC.KeepAlive(this);
        }
    }

    void Encode(byte* text, int length, BpeScratch scratch, BpeModel general, ref TokenSink sink)
    {
        PendingWord* pending = stackalloc PendingWord[PendingWord.Group];
        PendingWord* next = pending;
        PendingWord* ready = pending;
        byte* word = text;
        byte* end = text + length;
        while (word < end)
        {
            Span<int> room = sink.Reserve(SlotsReserved);
            int generalLength = 0;
            fixed (int* first = room)
            {
                int* last = first + room.Length - RoomOfWord;
                int* to = first;
                while (word < end && to <= last)
                {
                    if (next == ready)
                    {
                        next = pending;
                        ready = pending + Prepare(word, end, pending);
                    }
                    int wordLength = next->Length;
                    int count = wordLength <= WordKey.MaxLength
                        ? EncodeShort(word, wordLength, next->Key, next->Hash, scratch, to) : EncodeLong(word, wordLength, scratch, to);
                    next++;
                    if (count < 0)
                    {
                        generalLength = wordLength;
                        break;
                    }
                    to += count;
                    word += wordLength;
                }
                sink.Advance((int)(to - first));
            }
            if (generalLength > 0)
            {
                int count = MergeParts(word, generalLength, scratch.Merger, sink.Reserve(generalLength));
                if (count < 0)
                    general.EncodeGenerally(new ReadOnlySpan<byte>(word, generalLength), ref sink);
                else
                    sink.Advance(count);
            }
            word += generalLength;
        }
    }

    void EncodeWithOffsets(byte* text, int length, BpeScratch scratch, BpeModel general, int origin, ref TokenSink sink)
    {
        int* tokens = stackalloc int[RoomOfWord];
        for (int start = 0, wordLength; start < length; start += wordLength)
        {
            byte* word = text + start;
            wordLength = WordLength(word, text + length);
            sink.PieceStart = origin + start;
            int count = EncodeWord(word, wordLength, length - start >= 16, scratch, tokens);
            if (count < 0)
                EncodeLongWithOffsets(word, wordLength, scratch, general, ref sink);
            else
                Add(new ReadOnlySpan<int>(tokens, count), ref sink);
        }
    }

    void EncodeLongWithOffsets(byte* word, int length, BpeScratch scratch, BpeModel general, ref TokenSink sink)
    {
        int[] tokens = ArrayPool<int>.Shared.Rent(length);
        int count = MergeParts(word, length, scratch.Merger, tokens);
        if (count < 0)
            general.EncodeGenerally(new ReadOnlySpan<byte>(word, length), ref sink);
        else
            Add(tokens.AsSpan(0, count), ref sink);
        ArrayPool<int>.Shared.Return(tokens);
    }

    void Add(ReadOnlySpan<int> tokens, ref TokenSink sink)
    {
        int at = 0;
        foreach (int token in tokens)
        {
            // A damaged compiled form may hold any id.
            bool isPiece = (uint)token < (uint)_pieces.Count && !_byteTokens.AsSpan().Contains(token);
            int end = at + (isPiece ? _pieces[token].Length : 1);
            sink.Add(token, at, end);
            at = end;
        }
    }

    /// <summary>How far it is to the first place where no merge joins what is on both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int WordLength(byte* word, byte* end)
    {
        uint previous = CharacterPairs.Read(word, end, out int length);
        byte* at = word + length;
        while (at < end)
        {
            uint next = CharacterPairs.Read(at, end, out length);
            if (next == _separator && previous != next || !_joins.MayMerge(previous, next))
                break;
            previous = next;
            at += length;
        }
        return (int)(at - word);
    }

    /// <summary>Cuts the next words, as many as are looked up together, and has the slots fetched that they may be in.</summary>
    /// <returns>Their number.</returns>
    int Prepare(byte* word, byte* end, PendingWord* pending)
    {
        int count = 0;
        while (word < end && count < PendingWord.Group)
        {
            int length = WordLength(word, end);
            PendingWord* next = pending + count++;
            next->Length = length;
            if (length <= WordKey.MaxLength)
            {
                WordKey key = end - word >= 16 ? WordKey.Read(word, length) : WordKey.ReadLast(word, length);
                ulong hash = key.Hash(_seed);
                next->Key = key;
                next->Hash = hash;
                _words.Fetch(hash);
            }
            word += length;
        }
        return count;
    }

    /// <summary>Writes a word's tokens and returns their number, or -1 where it needs the general way.</summary>
    int EncodeWord(byte* word, int length, bool canRead16, BpeScratch scratch, int* to)
    {
        if (length > WordKey.MaxLength)
            return EncodeLong(word, length, scratch, to);
        WordKey key = canRead16 ? WordKey.Read(word, length) : WordKey.ReadLast(word, length);
        return EncodeShort(word, length, key, key.Hash(_seed), scratch, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int EncodeShort(byte* word, int length, WordKey key, ulong hash, BpeScratch scratch, int* to)
    {
        *to = length <= WordTable.MaxLength ? _words.Find(key, hash) : -1;
        if (*to >= 0)
            return 1;
        int known = scratch.Find(key, hash, to);
        return known > 0 ? known : EncodeNew(word, length, key, hash, scratch, to);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int EncodeNew(byte* word, int length, WordKey key, ulong hash, BpeScratch scratch, int* to)
    {
        int known = scratch.FindLong(word, length, hash, to);
        if (known > 0)
            return known;
        int count = Merge(word, length, scratch.Merger, to);
        if (count is > 0 and <= WordCache.MaxTokens)
            scratch.Add(key, hash, to, count);
        else if (count > 0)
            scratch.AddLong(word, length, hash, to, count);
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int EncodeLong(byte* word, int length, BpeScratch scratch, int* to)
    {
        if (length > MaxWordLength)
            return -1;
        ulong hash = LongWordTable.Hash(word, length, _seed);
        int known = scratch.FindLong(word, length, hash, to);
        if (known > 0)
            return known;
        int count = Merge(word, length, scratch.Merger, to);
        if (count > 0)
            scratch.AddLong(word, length, hash, to, count);
        return count;
    }

    /// <summary>Merges a word from its characters: the number of tokens, or -1 where it is too long or needs the general way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int Merge(byte* word, int length, WordMerger merger, int* to)
    {
        int read = new CharacterSymbols(_characters, _index, _byteTokens).Read(word, length, WordMerger.MaxSymbols, merger.Tokens, null, out int symbols);
        if (read < length)
            return -1;
        merger.Merge(_pairs, symbols);
        int count = merger.CopyTo(to, symbols);
        return new ReadOnlySpan<int>(to, count).ContainsAnyInRange(_tokenCount, int.MaxValue) ? -1 : count;
    }

    /// <summary>Merges a word of any length: the number of tokens, or -1 where it needs the general way.</summary>
    int MergeParts(byte* word, int length, WordMerger merger, Span<int> to)
    {
        CharacterSymbols symbols = new(_characters, _index, _byteTokens);
        int* starts = stackalloc int[WordMerger.MaxSymbols + 1];
        int count = PartMerger.Merge(new CharacterParts(symbols, _pairs, _pieces, _byteTokens, starts), word, length, merger, to);
        return count < 0 || to[..count].ContainsAnyInRange(_tokenCount, int.MaxValue) ? -1 : count;
    }

    /// <summary>Whether every symbol that a word starts from is one that the table of pairs can tell from others.</summary>
    static bool AreInRange(BpeVocabulary vocabulary, int idBits)
    {
        for (int id = 1 << idBits; id < vocabulary.Pieces.Count; id++)
        {
            if (IsCharacter(vocabulary.Pieces[id], out _))
                return false;
        }
        return !vocabulary.ByteTokens.AsSpan(0, 256).ContainsAnyInRange(1 << idBits, int.MaxValue);
    }

    /// <summary>Collects the characters that merges join; false where a merge takes or makes a byte, which no text spells.</summary>
    static bool TryFindJoins(BpeVocabulary vocabulary, out CharacterPairs joins)
    {
        joins = new CharacterPairs(vocabulary.Merges.Length);
        bool[] isByte = new bool[vocabulary.Pieces.Count];
        foreach (int token in vocabulary.ByteTokens.AsSpan(0, 256))
            isByte[token] = true;
        foreach (ref readonly BpeMerge merge in vocabulary.Merges.AsSpan())
        {
            ReadOnlySpan<byte> left = vocabulary.Pieces[merge.Left];
            ReadOnlySpan<byte> right = vocabulary.Pieces[merge.Right];
            if (left.IsEmpty || right.IsEmpty || vocabulary.Pieces[merge.Result].Length != left.Length + right.Length
                || isByte[merge.Left] || isByte[merge.Right] || isByte[merge.Result])
                return false;
            int start = left.Length - 1;
            while (start > 0 && (left[start] & 0xC0) == 0x80)
                start--;
            fixed (byte* a = left)
            fixed (byte* b = right)
                joins.Add(CharacterPairs.Read(a + start, a + left.Length, out _), CharacterPairs.Read(b, b + right.Length, out _));
        }
        return true;
    }

    static uint Separator(BpeVocabulary vocabulary)
    {
        fixed (byte* separator = vocabulary.WordSeparator)
            return separator is null ? 0 : CharacterPairs.Read(separator, separator + vocabulary.WordSeparator.Length, out _);
    }

    static bool IsCharacter(ReadOnlySpan<byte> piece, out Rune rune) =>
        Rune.DecodeFromUtf8(piece, out rune, out int length) == OperationStatus.Done && length == piece.Length;
}
