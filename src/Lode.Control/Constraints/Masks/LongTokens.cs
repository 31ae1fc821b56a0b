using System.Runtime.InteropServices;
using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>The few tokens of a vocabulary that are longer than the others, as a trie of their own.</summary>
sealed class LongTokens
{
    const int MostDepth = 32;
    const int TokenDepths = 1024;
    const int SizeShift = 40;
    const ulong NoToken = ((1UL << 22) - 1) << 8;

    readonly TokenTrieNode[] _nodes;
    readonly uint[] _mask;

    /// <summary>Finds them.</summary>
    /// <param name="trie">The vocabulary.</param>
    /// <param name="longest">By node: the bytes of the longest token at it or below it (<see cref="FindLongest"/>).</param>
    /// <param name="mostNodes">Nodes of their trie: the more it may have, the shorter are the tokens.</param>
    internal LongTokens(TokenTrie trie, ReadOnlySpan<short> longest, int mostNodes)
    {
        ReadOnlySpan<TokenTrieNode> all = trie.Nodes;
        Depth = FindDepth(longest, mostNodes);
        List<TokenTrieNode> nodes = [];
        _mask = new uint[(trie.VocabularySize + 31) / 32];
        Add(all, longest, nodes);
        _nodes = [.. nodes];
        for (int i = 1; i < all.Length; i++)
        {
            int token = all[i].Token;
            if (all[i].Depth > Depth && (uint)token < (uint)trie.VocabularySize)
                _mask[token >> 5] |= 1u << token;
        }
    }

    /// <summary>Bytes of the longest token that is not one of these.</summary>
    internal int Depth { get; }

    internal ReadOnlySpan<TokenTrieNode> Nodes => _nodes;

    /// <summary>Clears the bits of these tokens.</summary>
    internal void Remove(Span<uint> words)
    {
        for (int i = 0; i < _mask.Length; i++)
            words[i] &= ~_mask[i];
    }

    /// <summary>By node: the bytes of the longest token at it or below it.</summary>
    internal static short[] FindLongest(TokenTrie trie)
    {
        ReadOnlySpan<TokenTrieNode> nodes = trie.Nodes;
        short[] longest = new short[nodes.Length];
        short[] byDepth = new short[TokenDepths]; // of what was seen behind a node, and is not below one that was left
        int last = 0;
        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            int depth = nodes[i].Depth;
            // Going backwards, children come before their parent.
            short below = depth < last ? byDepth[depth + 1] : (short)0;
            longest[i] = Math.Max(below, (short)(nodes[i].Token >= 0 ? depth : 0));
            byDepth[depth + 1 < TokenDepths ? depth + 1 : depth] = 0;
            byDepth[depth] = Math.Max(byDepth[depth], longest[i]);
            last = depth;
        }
        return longest;
    }

    /// <summary>As many bytes as leave few nodes for the longer tokens.</summary>
    static int FindDepth(ReadOnlySpan<short> longest, int mostNodes)
    {
        Span<int> nodes = stackalloc int[TokenDepths + 1];
        foreach (short bytes in longest)
            nodes[bytes]++;
        int found = TokenDepths, more = 0;
        while (found > 1 && more + nodes[found] <= mostNodes)
            more += nodes[found--];
        return Math.Min(found, MostDepth);
    }

    void Add(ReadOnlySpan<TokenTrieNode> all, ReadOnlySpan<short> longest, List<TokenTrieNode> nodes)
    {
        Stack<int> open = new(); // places in the new list whose subtrees are being written
        for (int i = 0; i < all.Length;)
        {
            TokenTrieNode node = all[i];
            if (i > 0 && longest[i] <= Depth)
            {
                i += Math.Max(1, node.Size);
                continue;
            }
            while (open.TryPeek(out int above) && nodes[above].Depth >= node.Depth)
                Close(nodes, open.Pop());
            open.Push(nodes.Count);
            ulong value = node.Value & ((1UL << SizeShift) - 1);
            nodes.Add(new(node.Depth > Depth ? value : value | NoToken));
            i++;
        }
        while (open.TryPop(out int above))
            Close(nodes, above);
    }

    static void Close(List<TokenTrieNode> nodes, int node) =>
        CollectionsMarshal.AsSpan(nodes)[node] = new(nodes[node].Value | (ulong)(uint)(nodes.Count - node) << SizeShift);
}
