using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Finds added tokens in a text: the leftmost, and the longest of those that begin there.</summary>
/// <remarks>A byte trie in flat arrays. The rules are those of Hugging Face's <c>added_vocabulary.rs</c>.</remarks>
sealed class AddedTokenMatcher
{
    readonly Table<AddedTokenEntry> _entries;
    readonly Table<AddedTokenNode> _nodes;
    readonly SearchValues<byte> _firstBytes;

    /// <param name="tokens">The tokens; of two with one spelling the later counts.</param>
    /// <param name="spellings">What to look for instead of each token's content, in normalised text; null for the contents.</param>
    public AddedTokenMatcher(AddedToken[] tokens, byte[][]? spellings = null)
    {
        List<AddedTokenNode> nodes = [new(0, 0, 0, -1)];
        for (int i = 0; i < tokens.Length; i++)
        {
            byte[] spelling = spellings is null ? tokens[i].Content : spellings[i];
            if (spelling.Length > 0)
                Add(nodes, spelling, i);
        }
        _entries = new Table<AddedTokenEntry>([.. tokens.Select(token => new AddedTokenEntry(token))], tokens.Length);
        _nodes = new Table<AddedTokenNode>([.. nodes], nodes.Count);
        _firstBytes = FirstBytes(_nodes.Span);
    }

    /// <summary>A matcher that was built before.</summary>
    /// <param name="entries">The tokens.</param>
    /// <param name="nodes">The trie: at least a root; siblings lead up, children down, and entries are within the tokens.</param>
    public AddedTokenMatcher(Table<AddedTokenEntry> entries, Table<AddedTokenNode> nodes)
    {
        _entries = entries;
        _nodes = nodes;
        _firstBytes = FirstBytes(nodes.Span);
    }

    /// <summary>The tokens.</summary>
    public Table<AddedTokenEntry> Entries => _entries;

    /// <summary>The trie of their spellings.</summary>
    public Table<AddedTokenNode> Nodes => _nodes;

    /// <summary>Finds the first added token of a text at or after a place.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">Where to begin: 0, or where the last match ended.</param>
    /// <param name="withSpecial">Whether special tokens are recognised.</param>
    /// <param name="start">Where it begins, with white space that belongs to it; the end of the text where there is none.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>Its id, or -1.</returns>
    public int Find(ReadOnlySpan<byte> text, int at, bool withSpecial, out int start, out int end)
    {
        int from = at;
        while (text[from..].IndexOfAny(_firstBytes) is >= 0 and int skip)
        {
            from += skip;
            (int length, int index) = LongestAt(text[from..]);
            if (index < 0)
            {
                from++;
                continue;
            }
            AddedTokenEntry token = _entries.Span[index];
            (start, end) = (from, from + length);
            from = end; // also where it does not count: matches do not overlap
            if ((token.Has(AddedTokenFlags.IsSpecial) && !withSpecial) || (token.Has(AddedTokenFlags.SingleWord) && TouchesWord(text, start, end)))
                continue;
            if (token.Has(AddedTokenFlags.StripsLeft))
                start = SkipSpaceBefore(text, start, at);
            if (token.Has(AddedTokenFlags.StripsRight))
                end = SkipSpaceAfter(text, end);
            return token.Id;
        }
        start = end = text.Length;
        return -1;
    }

    /// <summary>Whether something holds of all tokens.</summary>
    /// <param name="holds">Asked with the spelling that is looked for, and the flags.</param>
    /// <returns>False also where the nodes are no tree, as in a file that was tampered with.</returns>
    public bool All(AddedTokenPredicate holds)
    {
        ReadOnlySpan<AddedTokenNode> nodes = _nodes.Span;
        List<byte> spelling = [];
        Stack<(int Node, int Depth)> open = [];
        open.Push((nodes[0].FirstChild, 0));
        int visits = 0;
        while (open.TryPop(out (int Node, int Depth) next))
        {
            if (next.Node == 0)
                continue;
            if (++visits >= nodes.Length)
                return false;
            AddedTokenNode node = nodes[next.Node];
            spelling.RemoveRange(next.Depth, spelling.Count - next.Depth);
            spelling.Add((byte)node.Value);
            ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(spelling);
            if (node.Entry >= 0 && !holds(bytes, _entries.Span[node.Entry].Flags))
                return false;
            open.Push((node.NextSibling, next.Depth));
            open.Push((node.FirstChild, next.Depth + 1));
        }
        return true;
    }

    static bool TouchesWord(ReadOnlySpan<byte> text, int start, int end) =>
        (start > 0 && CharacterClasses.IsWord(Scalars.ReadBefore(text, start, out _)))
        || (end < text.Length && CharacterClasses.IsWord(Scalars.Read(text, end, out _)));

    static int SkipSpaceBefore(ReadOnlySpan<byte> text, int start, int least)
    {
        while (start > least && CharacterClasses.IsWhiteSpace(Scalars.ReadBefore(text, start, out int length)))
            start -= length;
        return start;
    }

    static int SkipSpaceAfter(ReadOnlySpan<byte> text, int end)
    {
        while (end < text.Length && CharacterClasses.IsWhiteSpace(Scalars.Read(text, end, out int length)))
            end += length;
        return end;
    }

    (int Length, int Index) LongestAt(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<AddedTokenNode> nodes = _nodes.Span;
        (int Length, int Index) best = (0, -1);
        int node = 0;
        for (int i = 0; i < text.Length; i++)
        {
            node = Child(nodes, node, text[i]);
            if (node == 0)
                break;
            if (nodes[node].Entry >= 0)
                best = (i + 1, nodes[node].Entry);
        }
        return best;
    }

    static int Child(ReadOnlySpan<AddedTokenNode> nodes, int node, byte value)
    {
        int child = nodes[node].FirstChild;
        while (child != 0 && nodes[child].Value != value)
            child = nodes[child].NextSibling;
        return child;
    }

    static void Add(List<AddedTokenNode> nodes, ReadOnlySpan<byte> text, int entry)
    {
        int node = 0;
        foreach (byte value in text)
        {
            int child = Child(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(nodes), node, value);
            if (child == 0)
            {
                child = nodes.Count;
                nodes.Add(new AddedTokenNode(value, 0, nodes[node].FirstChild, -1));
                nodes[node] = nodes[node] with { FirstChild = child };
            }
            node = child;
        }
        nodes[node] = nodes[node] with { Entry = entry };
    }

    static SearchValues<byte> FirstBytes(ReadOnlySpan<AddedTokenNode> nodes)
    {
        List<byte> first = [];
        for (int child = nodes[0].FirstChild; child != 0; child = nodes[child].NextSibling)
            first.Add((byte)nodes[child].Value);
        return SearchValues.Create(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(first));
    }
}
