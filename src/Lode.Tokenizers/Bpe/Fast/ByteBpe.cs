using System.Buffers;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Byte-level BPE over many words: a table of the words that are tokens, then a cache, then merges.</summary>
/// <remarks>Immutable and thread-safe; what a call writes to is in a <see cref="BpeScratch"/> that it borrows.</remarks>
sealed unsafe class ByteBpe
{
    const int MaxMergedLength = 128; // longer words are merged in parts
    const int SlotsReserved = 1024;
    const int BytesUntilStarts = 1 << 15; // characters are worth their table to a text of that many bytes

    readonly PairTable _pairs;
    readonly WordTable _words;
    readonly LongWordTable _longWords;
    readonly FlatTable<uint> _bytePairs;
    readonly FlatTable<int> _byteTokens;
    readonly ByteStrings _pieces;
    BpeScratchPool _scratch;
    readonly ulong _seed;
    readonly int _maxWordLength;
    readonly bool _hasAllBytes;
    readonly Lock _building = new();
    CharacterStarts? _starts;
    int _bytesUntilStarts = BytesUntilStarts; // about: threads may lose each other's counts

    ByteBpe(BpeVocabulary vocabulary, PairTable pairs, int cacheBytes)
    {
        _seed = WordKey.RandomSeed();
        _pairs = pairs;
        _pieces = vocabulary.Pieces;
        _byteTokens = new FlatTable<int>(256);
        vocabulary.ByteTokens.AsSpan(0, 256).CopyTo(_byteTokens.Span);
        _hasAllBytes = !_byteTokens.Span.ContainsAnyInRange(int.MinValue, -1);
        _bytePairs = CreateBytePairs(vocabulary.Merges);
        _scratch = new BpeScratchPool(cacheBytes);
        _words = new WordTable(Count(1, WordTable.MaxLength));
        _longWords = new LongWordTable(_pieces, Count(WordTable.MaxLength + 1, int.MaxValue));
        // Whether a token is what merges make of its bytes takes those merges: that is left to the first text with it.
        bool isPossible = !vocabulary.WholeWordsFirst;
        for (int id = 0; id < vocabulary.TokenCount; id++)
        {
            ReadOnlySpan<byte> word = _pieces[id];
            if (word.IsEmpty)
                continue;
            _maxWordLength = Math.Max(_maxWordLength, word.Length);
            if (word.Length > WordTable.MaxLength)
            {
                _longWords.Add(id, isPossible);
                continue;
            }
            fixed (byte* bytes = word)
            {
                WordKey key = WordKey.ReadLast(bytes, word.Length);
                _words.Add(key, key.Hash(_seed), id, isPossible);
            }
        }
    }

    /// <summary>Tables that were built before.</summary>
    /// <param name="vocabulary">Pieces and byte tokens.</param>
    /// <param name="pairs">The merges.</param>
    /// <param name="words">Words of up to 12 bytes that are tokens.</param>
    /// <param name="longWords">Longer ones.</param>
    /// <param name="bytePairs">The rank of each pair of bytes, shifted left by 8, or all ones: [left, right].</param>
    /// <param name="seed">The hash of short words.</param>
    /// <param name="maxWordLength">The longest word that is a token, in bytes.</param>
    public ByteBpe(
        BpeVocabulary vocabulary, PairTable pairs, WordTable words, LongWordTable longWords, FlatTable<uint> bytePairs, ulong seed,
        int maxWordLength)
    {
        _pairs = pairs;
        _words = words;
        _longWords = longWords;
        _bytePairs = bytePairs;
        _pieces = vocabulary.Pieces;
        _byteTokens = new FlatTable<int>(256);
        vocabulary.ByteTokens.AsSpan(0, 256).CopyTo(_byteTokens.Span);
        _hasAllBytes = !_byteTokens.Span.ContainsAnyInRange(int.MinValue, -1);
        _scratch = new BpeScratchPool(0);
        _seed = seed;
        _maxWordLength = maxWordLength;
    }

    /// <summary>The merges.</summary>
    public PairTable Pairs => _pairs;

    /// <summary>Words of up to 12 bytes that are tokens.</summary>
    public WordTable Words => _words;

    /// <summary>Longer words that are tokens.</summary>
    public LongWordTable LongWords => _longWords;

    /// <summary>The rank of each pair of bytes, shifted left by 8, or all ones: [left, right].</summary>
    public ReadOnlySpan<uint> BytePairs => _bytePairs.Span;

    /// <summary>What the hash of short words begins with.</summary>
    public ulong Seed => _seed;

    /// <summary>The longest word that is a token, in bytes.</summary>
    public int MaxWordLength => _maxWordLength;

    /// <summary>Bytes of memory of the tables.</summary>
    public long Size => _pairs.Size + _words.Size + _longWords.Size + _bytePairs.Size;

    /// <summary>Builds the tables, or returns null where the vocabulary needs the general way.</summary>
    /// <param name="vocabulary">Tokens and merges.</param>
    /// <param name="cacheBytes">The most memory of the word cache of each thread that encodes at the same time; 0 for none.</param>
    public static ByteBpe? TryCreate(BpeVocabulary vocabulary, int cacheBytes)
    {
        if (!vocabulary.IsByteLevel || vocabulary.ContinuingPrefix.Length + vocabulary.EndSuffix.Length > 0
            || vocabulary.TokenCount > 1 << 24
            || !PairTable.TryCreate(vocabulary.Merges, vocabulary.Pieces.Count - 1, vocabulary.LastDuplicateWins, out PairTable pairs))
            return null;
        return new ByteBpe(vocabulary, pairs, cacheBytes);
    }

    /// <summary>Forgets the words that were met, so that the next call is as the first.</summary>
    public void ClearCaches() => _scratch.Clear();

    /// <summary>Sets the most memory of each cache; before the first text only.</summary>
    public void UseCache(int bytes) => _scratch = new BpeScratchPool(bytes);

    /// <summary>Begins words with whole characters from now on.</summary>
    /// <param name="merges">The merges that this was made of.</param>
    public void UseStarts(ReadOnlySpan<BpeMerge> merges)
    {
        lock (_building)
        {
            if (_starts is null && _hasAllBytes)
                Volatile.Write(ref _starts, new CharacterStartsBuilder(_pieces, _byteTokens, _pairs).Build(merges));
        }
    }

    /// <summary>The number of symbols that a word of up to <see cref="WordMerger.MaxSymbols"/> bytes begins with.</summary>
    public int CountStarts(ReadOnlySpan<byte> word)
    {
        int* symbols = stackalloc int[WordMerger.MaxSymbols];
        fixed (byte* bytes = word)
            return _starts is null ? word.Length : _starts.Write(bytes, word.Length, _byteTokens.Pointer, symbols);
    }

    /// <summary>Appends the ids of a segment that words tile.</summary>
    /// <param name="segment">The text.</param>
    /// <param name="words">Cuts it.</param>
    /// <param name="general">Encodes words that the tables cannot: with bytes that have no token.</param>
    /// <param name="sink">Where the ids go.</param>
    public void EncodeSegment(ReadOnlySpan<byte> segment, PreTokenizer words, BpeModel general, ref TokenSink sink)
    {
        BpeScratch scratch = _scratch.Rent();
        int origin = sink.PieceStart;
        try
        {
            Span<int> ends = scratch.Ends;
            int start = 0;
            fixed (byte* text = segment)
            {
                while (start < segment.Length)
                {
                    int count = words.Split(segment, start, ends);
                    if (sink.WantsOffsets)
                        EncodeWithOffsets(text, segment.Length, start, ends[..count], scratch, general, origin, ref sink);
                    else
                        Encode(text, segment.Length, start, ends[..count], scratch, general, ref sink);
                    start = ends[count - 1];
                }
            }
        }
        finally
        {
            sink.PieceStart = origin;
            _scratch.Return(scratch);
            GC.KeepAlive(this);
        }
    }

    void Encode(byte* text, int length, int start, ReadOnlySpan<int> ends, BpeScratch scratch, BpeModel general, ref TokenSink sink)
    {
        PendingWord* pending = stackalloc PendingWord[PendingWord.Group];
        int index = 0;
        int ready = 0;
        while (index < ends.Length)
        {
            Span<int> room = sink.Reserve(SlotsReserved);
            int longStart = -1;
            fixed (int* first = room)
            {
                int* last = first + room.Length - MaxMergedLength - 16;
                int* to = first;
                while (index < ends.Length && to <= last)
                {
                    if (index == ready)
                        ready += Prepare(text, length, start, ends[index..], pending);
                    PendingWord* next = pending + (index++ & (PendingWord.Group - 1));
                    byte* word = text + start;
                    int wordLength = next->Length;
                    int end = start + wordLength;
                    if (wordLength <= WordKey.MaxLength)
                    {
                        WordKey key = next->Key;
                        ulong hash = next->Hash;
                        int token = wordLength <= WordTable.MaxLength ? _words.Find(key, hash) : -1;
                        if (token >= 0)
                        {
                            *to++ = token;
                            start = end;
                            continue;
                        }
                        int known = scratch.Find(key, hash, to);
                        if (known == 0)
                            known = EncodeShort(word, wordLength, key, hash, scratch, general, to);
                        if (known >= 0)
                        {
                            to += known;
                            start = end;
                            continue;
                        }
                    }
                    else if (wordLength <= MaxMergedLength && EncodeMiddle(word, wordLength, scratch, general, to) is >= 0 and int known)
                    {
                        to += known;
                        start = end;
                        continue;
                    }
                    longStart = start;
                    start = end;
                    break;
                }
                sink.Advance((int)(to - first));
            }
            if (longStart >= 0)
                EncodeLong(text + longStart, start - longStart, scratch, general, ref sink);
        }
    }

    /// <summary>Reads the next words, as many as are looked up together, and has the slots fetched that they may be in.</summary>
    /// <returns>Their number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Prepare(byte* text, int length, int start, ReadOnlySpan<int> ends, PendingWord* pending)
    {
        int count = Math.Min(ends.Length, PendingWord.Group);
        for (int i = 0; i < count; i++)
        {
            int wordLength = ends[i] - start;
            pending[i].Length = wordLength;
            if (wordLength <= WordKey.MaxLength)
            {
                WordKey key = start <= length - 16 ? WordKey.Read(text + start, wordLength) : WordKey.ReadLast(text + start, wordLength);
                ulong hash = key.Hash(_seed);
                pending[i].Key = key;
                pending[i].Hash = hash;
                _words.Fetch(hash);
            }
            start += wordLength;
        }
        return count;
    }

    /// <summary>A word that neither the words nor the cache know: its number of tokens, or -1 where it needs the general way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int EncodeShort(byte* word, int length, WordKey key, ulong hash, BpeScratch scratch, BpeModel general, int* to)
    {
        int possible = length <= _maxWordLength ? length <= WordTable.MaxLength ? _words.Find(key, hash) : _longWords.Find(word, length) : -1;
        if (possible >= 0)
        {
            *to = possible;
            scratch.Add(key, hash, to, 1);
            return 1;
        }
        if (!HasTokens(word, length))
            return -1;
        int count = Merge(word, length, scratch, general, to);
        if (possible < -1)
        {
            if (length <= WordTable.MaxLength)
                _words.Settle(key, hash, count == 1 ? *to : -1);
            else
                _longWords.Settle(word, length, count == 1 ? *to : -1);
        }
        if (count <= WordCache.MaxTokens)
            scratch.Add(key, hash, to, count);
        return count;
    }

    /// <summary>A word of 16 to <see cref="MaxMergedLength"/> bytes: its number of tokens, or -1 where it needs the general way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int EncodeMiddle(byte* word, int length, BpeScratch scratch, BpeModel general, int* to)
    {
        int possible = length <= _maxWordLength ? _longWords.Find(word, length) : -1;
        if (possible >= 0)
        {
            *to = possible;
            return 1;
        }
        if (!HasTokens(word, length))
            return -1;
        int count = Merge(word, length, scratch, general, to);
        if (possible < -1)
            _longWords.Settle(word, length, count == 1 ? *to : -1);
        return count;
    }

    int Merge(byte* word, int length, BpeScratch scratch, BpeModel general, int* to)
    {
        int symbols = length;
        if (StartsOf(word, length, general) is { } starts)
            symbols = scratch.Merger.MergeCharacters(_pairs, starts, _byteTokens.Pointer, word, length);
        else
            scratch.Merger.MergeBytes(_pairs, _bytePairs.Pointer, _byteTokens.Pointer, word, length);
        return scratch.Merger.CopyTo(to, symbols);
    }

    /// <summary>What a word begins with, or null for its bytes: those of ASCII, and all until so many others came that the table is worth it.</summary>
    CharacterStarts? StartsOf(byte* word, int length, BpeModel general)
    {
        if ((word[0] | word[length - 1]) < 0x80)
            return null;
        if (_starts is null && _hasAllBytes && (_bytesUntilStarts -= Math.Min(length, BytesUntilStarts)) <= 0)
            UseStarts(general.Merges.Merges.Span);
        return _starts;
    }

    void EncodeLong(byte* word, int length, BpeScratch scratch, BpeModel general, ref TokenSink sink)
    {
        if (length <= _maxWordLength && _longWords.Find(word, length) is >= 0 and int token)
        {
            sink.Add(token);
            return;
        }
        if (length <= MaxMergedLength || !HasTokens(word, length))
        {
            general.EncodeGenerally(new ReadOnlySpan<byte>(word, length), ref sink);
            return;
        }
        int[] tokens = ArrayPool<int>.Shared.Rent(length);
        try
        {
            int count = PartMerger.Merge(new ByteParts(_pairs, _bytePairs, _byteTokens, StartsOf(word, length, general), _pieces), word, length, scratch.Merger, tokens);
            if (count < 0)
            {
                general.EncodeGenerally(new ReadOnlySpan<byte>(word, length), ref sink);
                return;
            }
            for (int i = 0; i < count;)
            {
                Span<int> room = sink.Reserve(1);
                int part = Math.Min(room.Length, count - i);
                tokens.AsSpan(i, part).CopyTo(room);
                sink.Advance(part);
                i += part;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    void EncodeWithOffsets(
        byte* text, int length, int start, ReadOnlySpan<int> ends, BpeScratch scratch, BpeModel general, int origin, ref TokenSink sink)
    {
        int* tokens = stackalloc int[MaxMergedLength + WordCache.MaxTokens];
        foreach (int end in ends)
        {
            byte* word = text + start;
            int wordLength = end - start;
            sink.PieceStart = origin + start;
            int count = -1;
            if (wordLength <= WordKey.MaxLength)
            {
                WordKey key = WordKey.ReadLast(word, wordLength);
                ulong hash = key.Hash(_seed);
                *tokens = wordLength <= WordTable.MaxLength ? _words.Find(key, hash) : -1;
                count = *tokens >= 0 ? 1 : scratch.Find(key, hash, tokens);
                if (count == 0)
                    count = EncodeShort(word, wordLength, key, hash, scratch, general, tokens);
            }
            else if (wordLength <= MaxMergedLength)
            {
                count = EncodeMiddle(word, wordLength, scratch, general, tokens);
            }
            if (count < 0)
                general.EncodeGenerally(new ReadOnlySpan<byte>(word, wordLength), ref sink);
            for (int i = 0, at = 0; i < count; i++)
            {
                int tokenEnd = Math.Min(at + PieceLength(tokens[i]), wordLength);
                sink.Add(tokens[i], at, tokenEnd);
                at = tokenEnd;
            }
            start = end;
        }
    }

    /// <summary>0 for what is no token, which only a damaged compiled form can say.</summary>
    int PieceLength(int token) => (uint)token < (uint)_pieces.Count ? _pieces[token].Length : 0;

    bool HasTokens(byte* word, int length)
    {
        if (_hasAllBytes)
            return true;
        for (int i = 0; i < length; i++)
        {
            if (_byteTokens.Pointer[word[i]] < 0)
                return false;
        }
        return true;
    }

    /// <summary>Settles which tokens are what merges make of their bytes, so that the tables can be written to a file.</summary>
    public void Settle()
    {
        BpeScratch scratch = _scratch.Rent();
        for (int id = 0; id < _pieces.Count; id++)
        {
            ReadOnlySpan<byte> word = _pieces[id];
            if (word.IsEmpty)
                continue;
            fixed (byte* bytes = word)
            {
                int token = MergedToken(bytes, word.Length, scratch.Merger);
                if (word.Length > WordTable.MaxLength)
                {
                    _longWords.Settle(bytes, word.Length, token);
                    continue;
                }
                WordKey key = WordKey.ReadLast(bytes, word.Length);
                _words.Settle(key, key.Hash(_seed), token);
            }
        }
        _scratch.Return(scratch);
        GC.KeepAlive(this);
    }

    /// <summary>The token that merges make of a word; -1 where there are several, or where it takes the general way.</summary>
    int MergedToken(byte* word, int length, WordMerger merger)
    {
        if (length > WordMerger.MaxSymbols || !HasTokens(word, length))
            return -1;
        merger.MergeBytes(_pairs, _bytePairs.Pointer, _byteTokens.Pointer, word, length);
        return merger.Next(0) == length ? merger.Tokens[0] : -1;
    }

    int Count(int minLength, int maxLength)
    {
        int count = 0;
        for (int id = 0; id < _pieces.Count; id++)
        {
            int length = _pieces[id].Length;
            count += length >= minLength && length <= maxLength ? 1 : 0;
        }
        return count;
    }

    FlatTable<uint> CreateBytePairs(ReadOnlySpan<BpeMerge> merges)
    {
        FlatTable<uint> ranks = new(1 << 16);
        ranks.Span.Fill(uint.MaxValue);
        int largest = -1;
        foreach (int token in _byteTokens.Span)
            largest = Math.Max(largest, token);
        int[] bytes = new int[largest + 1]; // by token: byte + 1
        for (int value = 0; value < 256; value++)
        {
            if (_byteTokens.Pointer[value] >= 0)
                bytes[_byteTokens.Pointer[value]] = value + 1;
        }
        foreach (ref readonly BpeMerge merge in merges)
        {
            if (merge.Left >= bytes.Length || merge.Right >= bytes.Length || bytes[merge.Left] == 0 || bytes[merge.Right] == 0)
                continue;
            ranks.Pointer[bytes[merge.Left] - 1 << 8 | bytes[merge.Right] - 1] = _pairs.Rank(_pairs.Find(merge.Left, merge.Right)) << 8;
        }
        return ranks;
    }
}
