namespace Lode.Tokenizers;

/// <summary>A trie over bytes: which tokens begin a text.</summary>
/// <remarks>
/// The children of a node are one row of a hash-free table: sorted spellings are walked once, and each node's children lie side by side.
/// </remarks>
sealed class ByteTrie
{
    readonly Table<int> _firstChild; // by node, and one more; children of a node are consecutive nodes
    readonly Table<int> _token; // by node: the id of the spelling that ends there, or -1
    readonly Table<byte> _label; // by node: the byte that leads to it
    readonly int[] _roots = new int[256]; // the children of the root by byte; 0 is none

    /// <param name="texts">Spellings by id; of equal ones the last counts, empty ones do not.</param>
    /// <param name="prefix">Only spellings that begin with it count, without it.</param>
    public ByteTrie(ByteStrings texts, ReadOnlySpan<byte> prefix)
    {
        List<int> ids = [];
        for (int id = 0; id < texts.Count; id++)
        {
            if (texts[id].Length > prefix.Length && texts[id].StartsWith(prefix))
                ids.Add(id);
        }
        ids.Sort((a, b) => texts[a].SequenceCompareTo(texts[b]) is not 0 and int order ? order : a - b);
        List<(int From, int To, int Depth)> nodes = [(0, ids.Count, prefix.Length)]; // the spellings below each node
        List<int> first = [];
        List<int> tokens = [];
        List<byte> labels = [0];
        for (int node = 0; node < nodes.Count; node++)
        {
            (int from, int to, int depth) = nodes[node];
            int token = -1;
            while (from < to && texts[ids[from]].Length == depth)
                token = ids[from++];
            tokens.Add(token);
            first.Add(nodes.Count);
            while (from < to)
            {
                byte label = texts[ids[from]][depth];
                int end = from + 1;
                while (end < to && texts[ids[end]][depth] == label)
                    end++;
                nodes.Add((from, end, depth + 1));
                labels.Add(label);
                from = end;
            }
        }
        first.Add(nodes.Count);
        _firstChild = new Table<int>([.. first], first.Count);
        _token = new Table<int>([.. tokens], tokens.Count);
        _label = new Table<byte>([.. labels], labels.Count);
        FindRoots();
    }

    /// <summary>A trie that was built before.</summary>
    /// <param name="firstChild">By node and one more: where its children begin; not decreasing, and no further than there are nodes.</param>
    /// <param name="token">By node: the id of the spelling that ends there, or -1.</param>
    /// <param name="label">By node: the byte that leads to it.</param>
    public ByteTrie(Table<int> firstChild, Table<int> token, Table<byte> label)
    {
        (_firstChild, _token, _label) = (firstChild, token, label);
        FindRoots();
    }

    /// <summary>By node and one more: where its children begin.</summary>
    public Table<int> FirstChildren => _firstChild;

    /// <summary>By node: the id of the spelling that ends there, or -1.</summary>
    public Table<int> Tokens => _token;

    /// <summary>By node: the byte that leads to it.</summary>
    public Table<byte> Labels => _label;

    /// <summary>The longest spelling that a text begins with.</summary>
    /// <returns>Its length in bytes and its id, or -1.</returns>
    public (int Length, int Token) LongestPrefix(ReadOnlySpan<byte> text)
    {
        (int Length, int Token) best = (0, -1);
        int node = 0;
        for (int i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node == 0)
                break;
            if (Token(node) is >= 0 and int token)
                best = (i + 1, token);
        }
        return best;
    }

    /// <summary>The child of a node that a byte leads to, or 0; the root is node 0.</summary>
    public int Child(int node, byte value)
    {
        if (node == 0)
            return _roots[value];
        ReadOnlySpan<int> first = _firstChild.Span;
        int start = first[node];
        int index = _label.Span[start..first[node + 1]].IndexOf(value);
        return index < 0 ? 0 : start + index;
    }

    /// <summary>The token that ends at a node, or -1.</summary>
    public int Token(int node) => _token.Span[node];

    void FindRoots()
    {
        for (int child = _firstChild.Span[0]; child < _firstChild.Span[1]; child++)
            _roots[_label.Span[child]] = child;
    }
}
