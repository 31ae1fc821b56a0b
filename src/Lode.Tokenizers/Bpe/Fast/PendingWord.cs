namespace Lode.Tokenizers;

/// <summary>A word that is about to be looked up.</summary>
struct PendingWord
{
    /// <summary>How many words are made ready before the first of them is looked up: their slots are fetched meanwhile.</summary>
    public const int Group = 16;

    /// <summary>The word, and <see cref="Hash"/> its hash; only where it is short enough for a key.</summary>
    public WordKey Key;

    public ulong Hash;

    /// <summary>Its bytes.</summary>
    public int Length;
}
