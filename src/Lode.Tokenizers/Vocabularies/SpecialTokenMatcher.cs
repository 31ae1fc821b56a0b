using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Finds the spellings of a set of tokens in raw text: the leftmost, and the longest of those that begin there.</summary>
/// <remarks>
/// A byte trie in flat arrays. Hugging Face's added tokens follow the same rule (leftmost-longest); llama.cpp looks for the longest token
/// in the whole text first, which differs only where two special spellings overlap.
/// </remarks>
sealed class SpecialTokenMatcher
{
    readonly List<Node> _nodes = [new() { Token = -1 }];
    readonly SearchValues<byte> _firstBytes;

    public SpecialTokenMatcher(Vocabulary vocabulary, Predicate<TokenType> includes)
    {
        bool[] first = new bool[256];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            if (text.IsEmpty || !includes(vocabulary.Type(id)))
                continue;
            Add(text, id);
            first[text[0]] = true;
        }
        _firstBytes = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => first[b]).Select(b => (byte)b)]);
        _nodes.TrimExcess();
    }

    /// <summary>Finds the first special token of a text.</summary>
    /// <returns>Its place, length in bytes and id; where there is none, the end of the text and -1.</returns>
    public (int Start, int Length, int Token) Find(ReadOnlySpan<byte> text)
    {
        for (int start = 0; start < text.Length; start++)
        {
            int skip = text[start..].IndexOfAny(_firstBytes);
            if (skip < 0)
                break;
            start += skip;
            (int length, int token) = LongestAt(text[start..]);
            if (token >= 0)
                return (start, length, token);
        }
        return (text.Length, 0, -1);
    }

    (int Length, int Token) LongestAt(ReadOnlySpan<byte> text)
    {
        (int Length, int Token) best = (0, -1);
        int node = 0;
        for (int i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node == 0)
                break;
            if (_nodes[node].Token >= 0)
                best = (i + 1, _nodes[node].Token);
        }
        return best;
    }

    // The root is nobody's child, so 0 means "none".
    int Child(int node, byte value)
    {
        int child = _nodes[node].FirstChild;
        while (child != 0 && _nodes[child].Value != value)
            child = _nodes[child].NextSibling;
        return child;
    }

    void Add(ReadOnlySpan<byte> text, int token)
    {
        int node = 0;
        foreach (byte value in text)
        {
            int child = Child(node, value);
            if (child == 0)
            {
                child = _nodes.Count;
                _nodes.Add(new Node { Value = value, NextSibling = _nodes[node].FirstChild, Token = -1 });
                _nodes[node] = _nodes[node] with { FirstChild = child };
            }
            node = child;
        }
        _nodes[node] = _nodes[node] with { Token = token };
    }

    readonly record struct Node(byte Value, int FirstChild, int NextSibling, int Token);
}
