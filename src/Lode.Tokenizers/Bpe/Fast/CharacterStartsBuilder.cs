namespace Lode.Tokenizers;

/// <summary>Finds out beside which bytes characters surely become tokens before they merge with neighbours.</summary>
/// <param name="pieces">The bytes of the tokens.</param>
/// <param name="byteTokens">The token of each byte; all have one.</param>
/// <param name="pairs">The merges.</param>
sealed unsafe class CharacterStartsBuilder(ByteStrings pieces, FlatTable<int> byteTokens, PairTable pairs)
{
    const uint Never = uint.MaxValue;

    // The smallest rank at which symbols merge with one that ends, or begins, with a byte: [symbol, low bits of the byte].
    readonly uint[] _leftOfFirst = Ranks(64 * 64); // [first byte of a character, continuation byte]
    readonly uint[] _leftOfTwo = Ranks(4096 * 64); // [first two bytes, continuation byte]
    readonly uint[] _rightOfByte = Ranks(64 * 128); // [continuation byte, byte from 80 on]
    readonly uint[] _rightOfTwo = Ranks(4096 * 64); // [two continuation bytes, first byte]

    /// <summary>Builds the tables.</summary>
    /// <param name="merges">All merges.</param>
    public CharacterStarts Build(ReadOnlySpan<BpeMerge> merges)
    {
        foreach (ref readonly BpeMerge merge in merges)
            NoteNeighbours(merge);
        CharacterStarts starts = new();
        for (int id = 0; id < pieces.Count; id++)
        {
            ReadOnlySpan<byte> piece = pieces[id];
            if (piece.Length == 2 && piece[0] >= 0xC0 && IsContinuation(piece[1]))
                AddTwo(starts, piece, id);
            else if (piece.Length == 3 && (piece[0] & 0xF0) == 0xE0 && IsContinuation(piece[1]) && IsContinuation(piece[2]))
                AddThree(starts, piece, id);
        }
        foreach (ref readonly BpeMerge merge in merges)
            ExcludeEarly(starts, merge);
        return starts;
    }

    void NoteNeighbours(in BpeMerge merge)
    {
        ReadOnlySpan<byte> left = pieces[merge.Left];
        ReadOnlySpan<byte> right = pieces[merge.Right];
        if (left.IsEmpty || right.IsEmpty || left[^1] < 0x80 || right[0] < 0x80)
            return;
        uint rank = (uint)merge.Rank;
        if (IsContinuation(left[^1]) && right[0] >= 0xC0)
        {
            if (right.Length == 1)
                Note(ref _leftOfFirst[(right[0] & 63) << 6 | left[^1] & 63], rank);
            else if (right.Length == 2 && IsContinuation(right[1]))
                Note(ref _leftOfTwo[(right[0] & 63) << 12 | (right[1] & 63) << 6 | left[^1] & 63], rank);
        }
        if (IsContinuation(left[0]))
        {
            if (left.Length == 1)
                Note(ref _rightOfByte[(left[0] & 63) << 7 | right[0] & 127], rank);
            else if (left.Length == 2 && IsContinuation(left[1]) && right[0] >= 0xC0)
                Note(ref _rightOfTwo[(left[0] & 63) << 12 | (left[1] & 63) << 6 | right[0] & 63], rank);
        }
    }

    void AddTwo(CharacterStarts starts, ReadOnlySpan<byte> piece, int id)
    {
        ulong found = pairs.Find(byteTokens.Pointer[piece[0]], byteTokens.Pointer[piece[1]]);
        if (found == PairTable.None || pairs.Result(found) != id)
            return;
        uint rank = pairs.Rank(found);
        int behind = piece[0] >= 0xE0 ? 0 : 64; // continuation or first bytes
        CharacterStarts.Symbol* start = starts.Two(piece[0], piece[1]);
        start->Token = id;
        for (int i = 0; i < 64; i++)
        {
            if (_leftOfFirst[(piece[0] & 63) << 6 | i] <= rank)
                start->UnsafeLeft |= 1UL << i;
            if (_rightOfByte[(piece[1] & 63) << 7 | behind | i] <= rank)
                start->UnsafeRight |= 1UL << i;
        }
    }

    void AddThree(CharacterStarts starts, ReadOnlySpan<byte> piece, int id)
    {
        if (!TryMerge(piece, id, out uint first, out uint second, out bool leftFirst))
            return;
        uint larger = Math.Max(first, second);
        CharacterStarts.Symbol* start = starts.Three(piece[0], piece[1], piece[2]);
        start->Token = id;
        for (int i = 0; i < 64; i++)
        {
            bool isUnsafeLeft = _leftOfFirst[(piece[0] & 63) << 6 | i] <= (leftFirst ? first : larger)
                || leftFirst && _leftOfTwo[(piece[0] & 63) << 12 | (piece[1] & 63) << 6 | i] <= second;
            bool isUnsafeRight = _rightOfByte[(piece[2] & 63) << 7 | 64 | i] <= (leftFirst ? larger : first)
                || !leftFirst && _rightOfTwo[(piece[1] & 63) << 12 | (piece[2] & 63) << 6 | i] <= second;
            if (isUnsafeLeft)
                start->UnsafeLeft |= 1UL << i;
            if (isUnsafeRight)
                start->UnsafeRight |= 1UL << i;
        }
    }

    /// <summary>What merges the three bytes of a character: two ranks, in order, and whether the left two bytes merge first.</summary>
    /// <returns>False where they do not become the token by themselves.</returns>
    bool TryMerge(ReadOnlySpan<byte> piece, int id, out uint first, out uint second, out bool leftFirst)
    {
        ulong left = pairs.Find(byteTokens.Pointer[piece[0]], byteTokens.Pointer[piece[1]]);
        ulong right = pairs.Find(byteTokens.Pointer[piece[1]], byteTokens.Pointer[piece[2]]);
        leftFirst = left != PairTable.None && (right == PairTable.None || pairs.Rank(left) <= pairs.Rank(right));
        ulong inner = leftFirst ? left : right;
        ulong outer = inner == PairTable.None ? PairTable.None
            : leftFirst ? pairs.Find(pairs.Result(inner), byteTokens.Pointer[piece[2]])
            : pairs.Find(byteTokens.Pointer[piece[0]], pairs.Result(inner));
        first = pairs.Rank(inner);
        second = pairs.Rank(outer);
        return outer != PairTable.None && pairs.Result(outer) == id;
    }

    /// <summary>A start that merges with a neighbour no later than it came about is unsafe beside that.</summary>
    void ExcludeEarly(CharacterStarts starts, in BpeMerge merge)
    {
        ReadOnlySpan<byte> left = pieces[merge.Left];
        ReadOnlySpan<byte> right = pieces[merge.Right];
        if (left.IsEmpty || right.IsEmpty)
            return;
        if (IsContinuation(left[^1]) && TryFind(starts, right, merge.Rank, out CharacterStarts.Symbol* start))
            start->UnsafeLeft |= 1UL << (left[^1] & 63);
        if (right[0] >= 0x80 && TryFind(starts, left, merge.Rank, out start))
            start->UnsafeRight |= 1UL << (right[0] & 63);
    }

    /// <summary>The start of these bytes, if a merge that makes it has that rank or a larger one.</summary>
    bool TryFind(CharacterStarts starts, ReadOnlySpan<byte> piece, int rank, out CharacterStarts.Symbol* start)
    {
        start = null;
        if (piece.Length is not (2 or 3) || piece[0] < 0xC0 || !IsContinuation(piece[1]))
            return false;
        uint largest;
        if (piece.Length == 2)
        {
            start = starts.Two(piece[0], piece[1]);
            largest = pairs.Rank(pairs.Find(byteTokens.Pointer[piece[0]], byteTokens.Pointer[piece[1]]));
        }
        else
        {
            if (piece[0] >= 0xF0 || !IsContinuation(piece[2]))
                return false;
            start = starts.Three(piece[0], piece[1], piece[2]);
            if (!start->IsKnown || !TryMerge(piece, start->Token, out uint first, out uint second, out _))
                return false;
            largest = Math.Max(first, second);
        }
        return start->IsKnown && (uint)rank <= largest;
    }

    static void Note(ref uint smallest, uint rank) => smallest = Math.Min(smallest, rank);

    static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    static uint[] Ranks(int length)
    {
        uint[] ranks = new uint[length];
        Array.Fill(ranks, Never);
        return ranks;
    }
}
