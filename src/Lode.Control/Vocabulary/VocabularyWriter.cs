using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>Writes the vocabulary of a tokenizer as guests see it.</summary>
static class VocabularyWriter
{
    const byte Control = 1;
    const byte EndsGeneration = 2;

    /// <summary>Writes it.</summary>
    /// <param name="tokenizer">Whose.</param>
    /// <param name="layout">The layout for it.</param>
    /// <param name="region">So many bytes as the layout says, all zero.</param>
    public static void Write(Tokenizer tokenizer, in VocabularyLayout layout, Span<byte> region)
    {
        TokenTrie trie = tokenizer.Trie;
        WriteHeader(tokenizer, layout, region, trie);
        MemoryMarshal.AsBytes(trie.Nodes).CopyTo(region[layout.Nodes..]);
        MemoryMarshal.AsBytes(trie.Aliases).CopyTo(region[layout.Aliases..]);
        Span<int> starts = MemoryMarshal.Cast<byte, int>(region[layout.Starts..layout.Bytes]);
        Span<byte> texts = region[layout.Bytes..layout.Kinds];
        Span<byte> kinds = region[layout.Kinds..layout.Length];
        int at = 0;
        for (int token = 0; token < layout.Tokens; token++)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(token);
            bytes.CopyTo(texts[at..]);
            starts[token] = at;
            at += bytes.Length;
            kinds[token] = KindOf(tokenizer, token);
        }
        starts[layout.Tokens] = at;
    }

    /// <summary>What a token is, in bits.</summary>
    public static byte KindOf(Tokenizer tokenizer, int token) =>
        (byte)((tokenizer.IsControl(token) ? Control : 0) | (tokenizer.IsEndOfGeneration(token) ? EndsGeneration : 0));

    static void WriteHeader(Tokenizer tokenizer, in VocabularyLayout layout, Span<byte> region, TokenTrie trie)
    {
        ReadOnlySpan<uint> header =
        [
            VocabularyLayout.Magic, VocabularyLayout.Version, (uint)layout.Length, (uint)layout.Tokens,
            (uint)trie.Nodes.Length, (uint)layout.Nodes, (uint)(trie.Aliases.Length / 2), (uint)layout.Aliases,
            (uint)layout.Starts, (uint)layout.Bytes, (uint)layout.Kinds,
            (uint)(tokenizer.BeginOfText ?? -1), (uint)(tokenizer.EndOfText ?? -1),
        ];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(region[(i * sizeof(uint))..], header[i]);
    }
}
