using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>Where the tables of a vocabulary region lie: docs/controllers.md.</summary>
readonly struct VocabularyLayout
{
    public const uint Magic = 0x56444F4C; // "LODV"
    public const uint Version = 1;
    public const int HeaderBytes = 64;

    /// <exception cref="NotSupportedException">The vocabulary is too large for offsets of 31 bits, or for the trie.</exception>
    public VocabularyLayout(Tokenizer tokenizer)
    {
        TokenTrie trie = tokenizer.Trie;
        Tokens = tokenizer.VocabularySize;
        long bytes = 0;
        for (int token = 0; token < Tokens; token++)
            bytes += tokenizer.GetBytes(token).Length;
        long nodes = HeaderBytes;
        long aliases = nodes + 8L * trie.Nodes.Length;
        long starts = aliases + 4L * trie.Aliases.Length;
        long texts = starts + 4L * (Tokens + 1);
        long kinds = texts + bytes;
        long length = kinds + Tokens;
        if (length > int.MaxValue)
            throw new NotSupportedException($"the vocabulary takes {length:N0} bytes, more than the {int.MaxValue:N0} that a region may have");
        (Nodes, Aliases, Starts) = ((int)nodes, (int)aliases, (int)starts);
        (Bytes, Kinds, Length) = ((int)texts, (int)kinds, (int)length);
    }

    public int Tokens { get; }

    public int Nodes { get; }

    public int Aliases { get; }

    public int Starts { get; }

    public int Bytes { get; }

    public int Kinds { get; }

    public int Length { get; }
}
