using System.Buffers.Binary;

namespace Lode.Tokenizers;

/// <summary>Builds the trie of a vocabulary: sorts the tokens by their bytes, then writes each path once.</summary>
static class TokenTrieBuilder
{
    /// <param name="tokenizer">Whose tokens.</param>
    /// <exception cref="NotSupportedException">A token has more than 1,023 bytes, or there are more than 16 million nodes.</exception>
    public static TokenTrie Build(Tokenizer tokenizer)
    {
        int[] ids = Sort(tokenizer);
        ulong[] nodes = new ulong[3 * ids.Length + 16];
        int[] open = new int[TokenTrieNode.MaxDepth + 1]; // by depth: the node whose subtree is being written
        int[] aliases = new int[16];
        int aliasCount = 0;
        nodes[0] = new TokenTrieNode(0, TokenTrieNode.NoToken, 0, 0).Value;
        int count = 1;
        ReadOnlySpan<byte> previous = [];
        int previousId = -1;
        foreach (int id in ids)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(id);
            if (bytes.Length > TokenTrieNode.MaxDepth)
                throw new NotSupportedException($"token {id} has {bytes.Length} bytes; the vocabulary trie holds tokens of up to {TokenTrieNode.MaxDepth}");
            int shared = bytes.CommonPrefixLength(previous);
            if (shared == bytes.Length && previousId >= 0)
            {
                if (aliasCount == aliases.Length)
                    Array.Resize(ref aliases, 2 * aliasCount);
                (aliases[aliasCount], aliases[aliasCount + 1]) = (previousId, id);
                aliasCount += 2;
                continue;
            }
            Close(nodes, open, shared + 1, previous.Length, count);
            if (count + bytes.Length - shared > nodes.Length)
                Array.Resize(ref nodes, Math.Max(2 * nodes.Length, count + bytes.Length));
            for (int depth = shared + 1; depth <= bytes.Length; depth++)
            {
                open[depth] = count;
                int token = depth == bytes.Length ? id : TokenTrieNode.NoToken;
                nodes[count++] = new TokenTrieNode(bytes[depth - 1], token, depth, 0).Value;
            }
            previous = bytes;
            previousId = id;
        }
        if (count > TokenTrieNode.MaxSize)
            throw new NotSupportedException($"the vocabulary trie has {count} nodes and can have {TokenTrieNode.MaxSize}");
        Close(nodes, open, 0, previous.Length, count);
        Array.Resize(ref nodes, count);
        return new TokenTrie(new Table<ulong>(nodes, count), new Table<int>(aliases, aliasCount), tokenizer.VocabularySize);
    }

    /// <summary>Writes the sizes of the subtrees that end here.</summary>
    static void Close(ulong[] nodes, int[] open, int from, int to, int end)
    {
        for (int depth = to; depth >= from; depth--)
            nodes[open[depth]] |= (ulong)(uint)(end - open[depth]) << 40;
    }

    /// <summary>The ids of tokens with bytes, by these bytes, then by id.</summary>
    static int[] Sort(Tokenizer tokenizer)
    {
        ulong[] keys = new ulong[tokenizer.VocabularySize];
        int[] ids = new int[keys.Length];
        int count = 0;
        Span<byte> first = stackalloc byte[8];
        for (int id = 0; id < keys.Length; id++)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(id);
            if (bytes.IsEmpty)
                continue;
            first.Clear();
            bytes[..Math.Min(8, bytes.Length)].CopyTo(first);
            keys[count] = BinaryPrimitives.ReadUInt64BigEndian(first);
            ids[count++] = id;
        }
        Array.Sort(keys, ids, 0, count);
        Comparison<int> byBytes = (a, b) => tokenizer.GetBytes(a).SequenceCompareTo(tokenizer.GetBytes(b)) is not 0 and int order ? order : a - b;
        for (int start = 0, end; start < count; start = end)
        {
            end = start + 1;
            while (end < count && keys[end] == keys[start])
                end++;
            if (end - start > 1)
                ids.AsSpan(start, end - start).Sort(byBytes);
        }
        return ids[..count];
    }
}
