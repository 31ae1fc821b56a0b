namespace Lode.Tokenizers.Tests;

public sealed unsafe class PartMergerTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public void Tokens_that_say_they_are_longer_than_the_word_do_not_lead_before_it(int pieceLength)
    {
        // Only a damaged compiled form has pieces that are longer than what they are merged from.
        PairTable.TryCreate([new BpeMerge(1, 2, 3, 0)], 600, lastDuplicateWins: true, out PairTable pairs).ShouldBeTrue();
        byte[] word = new byte[600];
        int[] tokens = new int[word.Length];
        fixed (byte* first = word)
            PartMerger.Merge(new Liar(pairs, first, word.Length, pieceLength), first, word.Length, new WordMerger(), tokens).ShouldBe(-1);
    }

    /// <summary>Parts that never meet, as every symbol is another token, of a length that it makes up.</summary>
    readonly struct Liar(PairTable pairs, byte* first, int wordLength, int pieceLength) : IPartReader
    {
        public int Merge(byte* text, int length, int max, WordMerger merger, out int bytes)
        {
            (text >= first && text + length == first + wordLength).ShouldBeTrue("outside the word");
            bytes = Math.Min(max, length);
            for (int i = 0; i < bytes; i++)
                merger.Tokens[i] = 100 + i;
            merger.Merge(pairs, bytes);
            return bytes;
        }

        public int LengthAt(WordMerger merger, int place, int next) => next - place;

        public int LengthOf(int token) => pieceLength;
    }
}
