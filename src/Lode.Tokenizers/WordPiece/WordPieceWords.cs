using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>
/// WordPiece from raw text to ids in one pass: words are normalised while they are read, then looked up among those that are one token,
/// then among those met lately, and only then cut into pieces.
/// </summary>
/// <remarks>Immutable and thread-safe; what a call writes to is in a <see cref="BpeScratch"/> that it borrows.</remarks>
sealed unsafe class WordPieceWords
{
    const int MaxWordLength = 512; // bytes; longer words go the general way
    const int SlotsReserved = 1024;
    const int RoomOfWord = MaxWordLength + WordCache.MaxTokens;
    const int WordStep = 16; // bytes that are looked at together

    readonly WordPieceModel _model;
    readonly CharacterFates _characters;
    readonly CharacterPage _ascii;
    readonly WordTable _words;
    readonly bool _readsTogether; // ASCII's letters and digits are its words, and at most change their case
    readonly Vector128<byte> _lowerBit;
    readonly ulong _seed = WordKey.RandomSeed();
    BpeScratchPool _scratch;

    WordPieceWords(ByteStrings texts, WordPieceModel model, CharacterFates characters, int cacheBytes)
    {
        _model = model;
        _characters = characters;
        _ascii = characters.Page(0);
        (_readsTogether, bool lowercases) = ReadAscii(_ascii);
        _lowerBit = Vector128.Create((byte)(lowercases ? 0x20 : 0));
        _scratch = new BpeScratchPool(cacheBytes, withLongWords: true);
        int count = 0;
        for (int id = 0; id < texts.Count; id++)
            count += texts[id].Length is > 0 and <= WordTable.MaxLength ? 1 : 0;
        _words = new WordTable(count);
        Span<int> tokens = stackalloc int[WordTable.MaxLength];
        for (int id = 0; id < texts.Count; id++)
        {
            ReadOnlySpan<byte> text = texts[id];
            if (text.Length is 0 or > WordTable.MaxLength || _model.Encode(text, tokens) != 1 || tokens[0] != id)
                continue;
            fixed (byte* word = text)
            {
                WordKey key = WordKey.ReadLast(word, text.Length);
                _words.Add(key, key.Hash(_seed), id);
            }
        }
    }

    /// <summary>Builds the tables, or returns null where ids are too large for them.</summary>
    /// <param name="texts">Spellings by id.</param>
    /// <param name="model">Cuts words into pieces.</param>
    /// <param name="characters">What becomes of characters.</param>
    /// <param name="cacheBytes">The most memory of the word cache of each thread that encodes at the same time; 0 for none.</param>
    public static WordPieceWords? TryCreate(ByteStrings texts, WordPieceModel model, CharacterFates characters, int cacheBytes) =>
        texts.Count > 1 << 24 ? null : new WordPieceWords(texts, model, characters, cacheBytes);

    /// <inheritdoc cref="ByteBpe.ClearCaches"/>
    public void ClearCaches() => _scratch.Clear();

    /// <inheritdoc cref="ByteBpe.UseCache"/>
    public void UseCache(int bytes) => _scratch = new BpeScratchPool(bytes, withLongWords: true);

    /// <summary>Appends the ids of a text without added tokens.</summary>
    /// <param name="text">The raw text.</param>
    /// <param name="general">Encodes words with characters that the table does not know.</param>
    /// <param name="workspace">Memory for that.</param>
    /// <param name="sink">Where the ids go; wants no places.</param>
    public void Encode(ReadOnlySpan<byte> text, TextPipeline general, EncodeWorkspace workspace, ref TokenSink sink)
    {
        BpeScratch scratch = _scratch.Rent();
        try
        {
            fixed (byte* first = text)
            {
                byte* end = first + text.Length;
                for (byte* at = first; at < end;)
                {
                    Span<int> room = sink.Reserve(SlotsReserved);
                    bool isComplex;
                    fixed (int* to = room)
                    {
                        int* next = to;
                        isComplex = EncodeWords(ref at, end, ref next, to + room.Length - RoomOfWord, scratch);
                        sink.Advance((int)(next - to));
                    }
                    if (!isComplex)
                        continue;
                    byte* start = at;
                    at = FindEnd(at, end);
                    general.EncodeGenerally(new ReadOnlySpan<byte>(start, (int)(at - start)), 0, false, workspace, ref sink);
                }
            }
        }
        finally
        {
            _scratch.Return(scratch);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Encodes words until the text or the room ends, or a word needs the general way.</summary>
    /// <returns>Whether the word that begins at <paramref name="at"/> does.</returns>
    bool EncodeWords(ref byte* at, byte* end, ref int* to, int* last, BpeScratch scratch)
    {
        byte* word = stackalloc byte[MaxWordLength + CharacterPage.MaxSpelling];
        int* ascii = _ascii.Entries;
        byte* next = at;
        int* tokens = to;
        bool isComplex = false;
        while (next < end && tokens <= last)
        {
            if (*next < 0x80)
            {
                int entry = ascii[*next];
                if (CharacterPage.Fate(entry) == CharacterFate.Space)
                {
                    next++;
                    continue;
                }
                if (CharacterPage.Fate(entry) == CharacterFate.Isolated)
                {
                    *tokens++ = CharacterPage.Token(entry);
                    next++;
                    continue;
                }
                if (_readsTogether && end - next >= WordStep)
                {
                    Vector128<byte> text = ToLower(Vector128.Load(next), out int length);
                    if (length is > 0 and < WordStep && next[length] < 0x80 && EndsWord(ascii[next[length]]))
                    {
                        text &= Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length));
                        text.Store(word);
                        tokens += EncodeShort(new WordKey(text, length), word, length, scratch, tokens);
                        next += length;
                        continue;
                    }
                }
            }
            isComplex = !EncodeCharacters(ref next, end, word, scratch, ref tokens);
            if (isComplex)
                break;
        }
        at = next;
        to = tokens;
        return isComplex;
    }

    /// <summary>Encodes the word that begins here, of whatever characters, and the isolated character behind it.</summary>
    /// <returns>False where it needs the general way; then nothing is changed.</returns>
    bool EncodeCharacters(ref byte* at, byte* end, byte* word, BpeScratch scratch, ref int* tokens)
    {
        int length = 0;
        byte* next = at;
        int isolated = -1;
        CharacterPage page = _ascii;
        int pageIndex = 0;
        while (next < end)
        {
            int scalar = Read(next, end, out int width);
            if (scalar >= CharacterFates.End)
                return false;
            if (scalar >> 8 != pageIndex)
            {
                pageIndex = scalar >> 8;
                page = _characters.Page(pageIndex);
            }
            int entry = page.Entries[scalar & 0xFF];
            CharacterFate fate = CharacterPage.Fate(entry);
            if (fate == CharacterFate.Complex || length > MaxWordLength - CharacterPage.MaxSpelling)
                return false;
            next += width;
            if (fate == CharacterFate.Word)
            {
                byte* spelling = page.Spelling(entry);
                *(ulong*)(word + length) = *(ulong*)spelling;
                *(uint*)(word + length + 8) = *(uint*)(spelling + 8);
                length += CharacterPage.SpellingLength(entry);
            }
            else if (fate != CharacterFate.Dropped)
            {
                isolated = fate == CharacterFate.Isolated ? CharacterPage.Token(entry) : -1;
                break;
            }
        }
        if (length > WordKey.MaxLength)
            tokens += EncodeLong(word, length, scratch, tokens);
        else if (length > 0)
            tokens += EncodeShort(WordKey.Read(word, length), word, length, scratch, tokens);
        if (isolated >= 0)
            *tokens++ = isolated;
        at = next;
        return true;
    }

    /// <summary>Writes the tokens of a word of up to 15 bytes, and returns their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int EncodeShort(WordKey key, byte* word, int length, BpeScratch scratch, int* tokens)
    {
        ulong hash = key.Hash(_seed);
        *tokens = length <= WordTable.MaxLength ? _words.Find(key, hash) : -1;
        if (*tokens >= 0)
            return 1;
        int known = scratch.Find(key, hash, tokens);
        return known > 0 ? known : EncodeNew(word, length, key, hash, scratch, tokens);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int EncodeNew(byte* word, int length, WordKey key, ulong hash, BpeScratch scratch, int* tokens)
    {
        int known = scratch.FindLong(word, length, hash, tokens);
        if (known > 0)
            return known;
        int count = _model.Encode(new ReadOnlySpan<byte>(word, length), new Span<int>(tokens, RoomOfWord));
        if (count <= WordCache.MaxTokens)
            scratch.Add(key, hash, tokens, count);
        else
            scratch.AddLong(word, length, hash, tokens, count);
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int EncodeLong(byte* word, int length, BpeScratch scratch, int* tokens)
    {
        ulong hash = LongWordTable.Hash(word, length, _seed);
        int known = scratch.FindLong(word, length, hash, tokens);
        if (known > 0)
            return known;
        int count = _model.Encode(new ReadOnlySpan<byte>(word, length), new Span<int>(tokens, RoomOfWord));
        scratch.AddLong(word, length, hash, tokens, count);
        return count;
    }

    /// <summary>Where the first character that ends a word stands, or the end: it begins a new word whatever is before it.</summary>
    byte* FindEnd(byte* at, byte* end)
    {
        for (int width; at < end; at += width)
        {
            int scalar = Read(at, end, out width);
            if (scalar < CharacterFates.End && EndsWord(_characters.Page(scalar >> 8).Entries[scalar & 0xFF]))
                break;
        }
        return at;
    }

    /// <summary>Makes letters lower case where the normalizer does, and counts the letters and digits at the front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector128<byte> ToLower(Vector128<byte> text, out int length)
    {
        Vector128<byte> folded = text | Vector128.Create((byte)0x20);
        Vector128<byte> isLetter = Vector128.LessThan(folded - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
        Vector128<byte> isDigit = Vector128.LessThan(text - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
        length = BitOperations.TrailingZeroCount(~(isLetter | isDigit).ExtractMostSignificantBits());
        return text | isLetter & _lowerBit;
    }

    static bool EndsWord(int entry) => CharacterPage.Fate(entry) is CharacterFate.Space or CharacterFate.Isolated;

    /// <summary>A character, or what is above all where it is ill-formed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Read(byte* at, byte* end, out int width)
    {
        width = 1;
        uint first = *at;
        if (first < 0x80)
            return (int)first;
        if (first is >= 0xE1 and <= 0xEC && end - at >= 3 && (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80)
        {
            width = 3;
            return (int)((first & 0xF) << 12 | (at[1] & 0x3Fu) << 6 | at[2] & 0x3Fu);
        }
        if (first is >= 0xC2 and <= 0xDF && end - at >= 2 && (at[1] & 0xC0) == 0x80)
        {
            width = 2;
            return (int)((first & 0x1F) << 6 | at[1] & 0x3Fu);
        }
        return Scalars.Read(new ReadOnlySpan<byte>(at, (int)Math.Min(4, end - at)), 0, out width);
    }

    static (bool ReadsTogether, bool Lowercases) ReadAscii(CharacterPage ascii)
    {
        bool keeps = true;
        bool lowercases = true;
        for (int value = 0; value < 0x80; value++)
        {
            if (!char.IsAsciiLetterOrDigit((char)value))
                continue;
            int entry = ascii.Entries[value];
            int spelling = CharacterPage.Fate(entry) == CharacterFate.Word && CharacterPage.SpellingLength(entry) == 1
                ? *ascii.Spelling(entry) : -1;
            keeps &= spelling == value;
            lowercases &= spelling == char.ToLowerInvariant((char)value);
        }
        return (keeps || lowercases, lowercases);
    }
}
