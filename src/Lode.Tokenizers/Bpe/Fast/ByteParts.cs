namespace Lode.Tokenizers;

/// <summary>Words of bytes, all of which have tokens.</summary>
/// <param name="pairs">The merges.</param>
/// <param name="bytePairs">As <see cref="WordMerger.MergeBytes"/> takes them.</param>
/// <param name="byteTokens">The token of each byte.</param>
/// <param name="starts">What words with characters beyond ASCII begin with; null for bytes.</param>
/// <param name="pieces">By token: its bytes.</param>
readonly unsafe struct ByteParts(
    PairTable pairs, FlatTable<uint> bytePairs, FlatTable<int> byteTokens, CharacterStarts? starts, ByteStrings pieces) : IPartReader
{
    public int Merge(byte* text, int length, int max, WordMerger merger, out int bytes)
    {
        bytes = Math.Min(max, length);
        if (starts is not null)
            return merger.MergeCharacters(pairs, starts, byteTokens.Pointer, text, bytes);
        merger.MergeBytes(pairs, bytePairs.Pointer, byteTokens.Pointer, text, bytes);
        return bytes;
    }

    public int LengthAt(WordMerger merger, int place, int next) => LengthOf(merger.Tokens[place]);

    public int LengthOf(int token) => (uint)token < (uint)pieces.Count ? pieces[token].Length : 0;
}
