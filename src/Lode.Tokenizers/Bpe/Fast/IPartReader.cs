namespace Lode.Tokenizers;

/// <summary>What words are made of, for <see cref="PartMerger"/>: bytes or characters.</summary>
unsafe interface IPartReader
{
    /// <summary>Merges the symbols at the front of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Its bytes, 1 or more.</param>
    /// <param name="max">The most symbols, up to <see cref="WordMerger.MaxSymbols"/>.</param>
    /// <param name="merger">Takes and merges them.</param>
    /// <param name="bytes">How many bytes they are.</param>
    /// <returns>The number of symbols.</returns>
    int Merge(byte* text, int length, int max, WordMerger merger, out int bytes);

    /// <summary>The bytes of a token of the part that was merged last: that of the symbols from a place to the next.</summary>
    int LengthAt(WordMerger merger, int place, int next);

    /// <summary>The bytes that a token stands for; 0 for one that a damaged compiled form made up.</summary>
    int LengthOf(int token);
}
