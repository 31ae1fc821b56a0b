using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Finds added tokens in a text: the leftmost, and the longest of those that begin there.</summary>
/// <remarks>A byte trie in flat arrays. The rules are those of Hugging Face's <c>added_vocabulary.rs</c>.</remarks>
sealed class AddedTokenMatcher
{
    readonly AddedToken[] _tokens;
    readonly List<Node> _nodes = [new() { Token = -1 }];
    readonly SearchValues<byte> _firstBytes;

    /// <param name="tokens">The tokens; of two with one spelling the later counts.</param>
    /// <param name="spellings">What to look for instead of each token's content, in normalised text; null for the contents.</param>
    public AddedTokenMatcher(AddedToken[] tokens, byte[][]? spellings = null)
    {
        _tokens = tokens;
        bool[] first = new bool[256];
        for (int i = 0; i < tokens.Length; i++)
        {
            byte[] spelling = spellings is null ? tokens[i].Content : spellings[i];
            if (spelling.Length == 0)
                continue;
            Add(spelling, i);
            first[spelling[0]] = true;
        }
        _firstBytes = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => first[b]).Select(b => (byte)b)]);
        _nodes.TrimExcess();
    }

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
            AddedToken token = _tokens[index];
            (start, end) = (from, from + length);
            from = end; // also where it does not count: matches do not overlap
            if ((token.IsSpecial && !withSpecial) || (token.SingleWord && TouchesWord(text, start, end)))
                continue;
            if (token.StripsLeft)
                start = SkipSpaceBefore(text, start, at);
            if (token.StripsRight)
                end = SkipSpaceAfter(text, end);
            return token.Id;
        }
        start = end = text.Length;
        return -1;
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
        (int Length, int Index) best = (0, -1);
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
