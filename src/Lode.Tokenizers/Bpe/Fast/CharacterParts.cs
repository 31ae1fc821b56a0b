namespace Lode.Tokenizers;

/// <summary>Words of characters that are tokens, else their bytes.</summary>
/// <param name="symbols">Reads them.</param>
/// <param name="pairs">The merges.</param>
/// <param name="pieces">By token: its bytes.</param>
/// <param name="byteTokens">By byte: its token, whose piece is not that byte.</param>
/// <param name="starts">Room for <see cref="WordMerger.MaxSymbols"/> + 1 places.</param>
readonly unsafe struct CharacterParts(CharacterSymbols symbols, PairTable pairs, ByteStrings pieces, int[] byteTokens, int* starts) : IPartReader
{
    public int Merge(byte* text, int length, int max, WordMerger merger, out int bytes)
    {
        bytes = symbols.Read(text, length, max, merger.Tokens, starts, out int count);
        starts[count] = bytes;
        merger.Merge(pairs, count);
        return count;
    }

    public int LengthAt(WordMerger merger, int place, int next) => starts[next] - starts[place];

    public int LengthOf(int token) => byteTokens.AsSpan().Contains(token) ? 1 : (uint)token < (uint)pieces.Count ? pieces[token].Length : 0;
}
