namespace Lode.Tokenizers;

/// <summary>A node of a <see cref="TokenTrie"/> in 64 bits.</summary>
/// <remarks>Bits 0 to 7 are the byte, 8 to 29 the token (all ones for none), 30 to 39 the depth, 40 to 63 the nodes of the subtree.</remarks>
/// <param name="Value">The bits.</param>
public readonly record struct TokenTrieNode(ulong Value)
{
    internal const int NoToken = (1 << 22) - 1;
    internal const int MaxDepth = (1 << 10) - 1;
    internal const int MaxSize = (1 << 24) - 1;

    internal TokenTrieNode(byte label, int token, int depth, int size)
        : this(label | (ulong)(uint)token << 8 | (ulong)(uint)depth << 30 | (ulong)(uint)size << 40)
    {
    }

    /// <summary>The byte that leads here from the parent; 0 for the root.</summary>
    public byte Label => (byte)Value;

    /// <summary>The token whose bytes lead here from the root, or -1.</summary>
    public int Token => ((int)(Value >> 8) & NoToken) is not NoToken and int token ? token : -1;

    /// <summary>The number of bytes from the root, 0 to 1,023.</summary>
    public int Depth => (int)(Value >> 30) & MaxDepth;

    /// <summary>The nodes of the subtree, this one included: so many further on is the next that is not below this one.</summary>
    public int Size => (int)(Value >> 40);
}
