using System.Runtime.InteropServices;

namespace Lode.Tokenizers;

/// <summary>The bytes of all tokens of a vocabulary as a trie in one flat array, to find which tokens may come next.</summary>
/// <remarks>
/// <para>
/// The nodes are in depth-first order, siblings by their bytes. A node's first child is the next node; the node behind its subtree is
/// <see cref="TokenTrieNode.Size"/> further on; so a walk is one pass over the array that skips what is not allowed, with a state for
/// each depth and no pointer. Nothing of it is a reference: it can be mapped from a file or into a guest as it is.
/// </para>
/// <para>
/// Tokens that add nothing to a text (control tokens, unused ids) are not in it. Of several tokens with the same bytes the node has the
/// one with the lowest id; the others are <see cref="Aliases"/>.
/// </para>
/// </remarks>
public sealed class TokenTrie
{
    readonly Table<ulong> _nodes;
    readonly Table<int> _aliases;

    internal TokenTrie(Table<ulong> nodes, Table<int> aliases, int vocabularySize)
    {
        _nodes = nodes;
        _aliases = aliases;
        VocabularySize = vocabularySize;
    }

    /// <summary>The number of tokens that ids count, in the trie or not.</summary>
    public int VocabularySize { get; }

    /// <summary>The nodes; the first is the root.</summary>
    public ReadOnlySpan<TokenTrieNode> Nodes => MemoryMarshal.Cast<ulong, TokenTrieNode>(_nodes.Span);

    /// <summary>Pairs of a token that is in the trie and another with the same bytes: [token, other, token, other, ...].</summary>
    public ReadOnlySpan<int> Aliases => _aliases.Span;

    /// <summary>Bytes of memory.</summary>
    public long Size => (long)_nodes.Length * sizeof(ulong) + (long)_aliases.Length * sizeof(int);

    /// <summary>The child of a node that a byte leads to, or -1.</summary>
    /// <param name="node">The index of the node; 0 is the root.</param>
    /// <param name="value">The byte.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node.</exception>
    public int FindChild(int node, byte value)
    {
        ReadOnlySpan<TokenTrieNode> nodes = Nodes;
        if ((uint)node >= (uint)nodes.Length)
            throw new ArgumentOutOfRangeException(nameof(node), node, $"nodes run from 0 to {nodes.Length - 1}");
        int end = Math.Min(nodes.Length, node + nodes[node].Size);
        // A size below 1 would be a damaged file's, and must not stop the walk.
        for (int child = node + 1; child < end && nodes[child].Label <= value; child += Math.Max(1, nodes[child].Size))
        {
            if (nodes[child].Label == value)
                return child;
        }
        return -1;
    }

    /// <summary>The node that bytes lead to from the root, or -1: the tokens below it begin with these bytes.</summary>
    /// <param name="prefix">The bytes; none lead to the root.</param>
    public int FindNode(ReadOnlySpan<byte> prefix)
    {
        int node = 0;
        foreach (byte value in prefix)
        {
            node = FindChild(node, value);
            if (node < 0)
                return -1;
        }
        return node;
    }

    /// <summary>The token with exactly these bytes, or -1.</summary>
    /// <param name="bytes">The bytes.</param>
    public int FindToken(ReadOnlySpan<byte> bytes) => FindNode(bytes) is >= 0 and int node ? Nodes[node].Token : -1;

    /// <summary>Sets the bits of all tokens whose bytes an automaton takes, one after the other; leaves other bits as they are.</summary>
    /// <param name="automaton">Takes bytes.</param>
    /// <param name="state">Its state before the token.</param>
    /// <param name="mask">A bit for each token, 32 to a word, the lowest first; at least <see cref="VocabularySize"/> bits.</param>
    /// <exception cref="ArgumentException">The mask is too short.</exception>
    public void Allow<TAutomaton, TState>(ref TAutomaton automaton, TState state, Span<uint> mask)
        where TAutomaton : ITokenAutomaton<TState>, allows ref struct
        where TState : unmanaged
    {
        if (mask.Length < (VocabularySize + 31) / 32)
            throw new ArgumentException($"{VocabularySize} tokens need {(VocabularySize + 31) / 32} words, not {mask.Length}", nameof(mask));
        ReadOnlySpan<TokenTrieNode> nodes = Nodes;
        TState[] states = System.Buffers.ArrayPool<TState>.Shared.Rent(TokenTrieNode.MaxDepth + 1); // by depth
        try
        {
            states[0] = state;
            for (int i = 1; i < nodes.Length;)
            {
                TokenTrieNode node = nodes[i];
                int depth = node.Depth;
                if (!automaton.TryStep(states[Math.Max(0, depth - 1)], node.Label, out states[depth]))
                {
                    i += Math.Max(1, node.Size);
                    continue;
                }
                int token = node.Token;
                if ((uint)token < (uint)VocabularySize)
                    mask[token >> 5] |= 1u << token;
                i++;
            }
        }
        finally
        {
            System.Buffers.ArrayPool<TState>.Shared.Return(states);
        }
        AllowAliases(mask);
    }

    /// <summary>Sets the bit of each token whose bytes are those of another token with its bit set.</summary>
    /// <param name="mask">As for <see cref="Allow"/>, which does this itself.</param>
    public void AllowAliases(Span<uint> mask)
    {
        ReadOnlySpan<int> aliases = Aliases;
        for (int i = 0; i + 1 < aliases.Length; i += 2)
        {
            (int token, int other) = (aliases[i], aliases[i + 1]);
            if ((uint)token < (uint)VocabularySize && (uint)other < (uint)VocabularySize && (mask[token >> 5] >> token & 1) != 0)
                mask[other >> 5] |= 1u << other;
        }
    }
}
