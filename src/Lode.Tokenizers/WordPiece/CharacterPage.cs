namespace Lode.Tokenizers;

/// <summary>What becomes of 256 characters.</summary>
sealed unsafe class CharacterPage
{
    /// <summary>Characters of a page.</summary>
    public const int Length = 256;

    /// <summary>The most bytes that a character of a word is spelt with; as many can be read wherever a spelling begins.</summary>
    public const int MaxSpelling = 12;

    const int FateBits = 3;
    const int LengthBits = 5;

    readonly FlatTable<int> _entries = new(Length);
    readonly FlatTable<byte> _spellings = new(Length * MaxSpelling);
    int _used;

    /// <summary>By character: what <see cref="Fate"/> and the others read.</summary>
    public int* Entries => _entries.Pointer;

    /// <summary>What becomes of the character.</summary>
    public static CharacterFate Fate(int entry) => (CharacterFate)(entry & (1 << FateBits) - 1);

    /// <summary>The token of an <see cref="CharacterFate.Isolated"/> one.</summary>
    public static int Token(int entry) => entry >> FateBits;

    /// <summary>Bytes that one of a <see cref="CharacterFate.Word"/> is spelt with.</summary>
    public static int SpellingLength(int entry) => entry >> FateBits & (1 << LengthBits) - 1;

    /// <summary>These bytes.</summary>
    public byte* Spelling(int entry) => _spellings.Pointer + (entry >> (FateBits + LengthBits));

    public void Set(int index, CharacterFate fate) => Entries[index] = (int)fate;

    /// <param name="index">The character.</param>
    /// <param name="token">Its token, below 2^24.</param>
    public void SetIsolated(int index, int token) => Entries[index] = (int)CharacterFate.Isolated | token << FateBits;

    public void SetWord(int index, ReadOnlySpan<byte> spelling)
    {
        spelling.CopyTo(_spellings.Span[_used..]);
        Entries[index] = (int)CharacterFate.Word | spelling.Length << FateBits | _used << (FateBits + LengthBits);
        _used += spelling.Length;
    }
}
