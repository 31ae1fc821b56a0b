using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>The UTF-8 forms of the characters of a set, as an automaton without cycles: node 0 is where a character begins.</summary>
/// <remarks>Tokens may end in the middle of a character, so that all nodes are places where a text can be.</remarks>
sealed class CharacterBytes
{
    /// <summary>Where a character is complete.</summary>
    internal const int Complete = -1;

    /// <summary>No character of the set has the byte here.</summary>
    internal const int None = -2;

    const int ContinuationBits = 6;
    const int Continuations = 1 << ContinuationBits;

    readonly List<ByteEdge[]> _nodes = [[]];
    readonly Dictionary<string, int> _known = [];

    internal CharacterBytes(CodePointSet set)
    {
        List<ByteEdge> edges = [];
        foreach ((int first, int last) in Cut(set.Ranges, 0, 0x80))
            edges.Add(new((byte)first, (byte)last, Complete));
        AddLeads(edges, set, 0xC2, 0xDF, 0xC0, 1);
        AddLeads(edges, set, 0xE0, 0xEF, 0xE0, 2);
        AddLeads(edges, set, 0xF0, 0xF4, 0xF0, 3);
        _nodes[0] = [.. edges];
        _known.Clear();
    }

    internal int NodeCount => _nodes.Count;

    /// <summary>The edges of a node, in order.</summary>
    internal ReadOnlySpan<ByteEdge> Edges(int node) => _nodes[node];

    /// <summary>Where a byte leads.</summary>
    /// <returns>A node, <see cref="Complete"/> or <see cref="None"/>.</returns>
    internal int Step(int node, byte value)
    {
        ByteEdge[] edges = _nodes[node];
        int low = 0, high = edges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ref readonly ByteEdge edge = ref edges[middle];
            if (value < edge.First)
                high = middle - 1;
            else if (value > edge.Last)
                low = middle + 1;
            else
                return edge.Target;
        }
        return None;
    }

    void AddLeads(List<ByteEdge> edges, CodePointSet set, int firstLead, int lastLead, int zeroLead, int continuations)
    {
        int size = 1 << ContinuationBits * continuations;
        for (int lead = firstLead; lead <= lastLead; lead++)
        {
            List<(int, int)> part = Cut(set.Ranges, (lead - zeroLead) * size, size);
            // Forms that are longer than they need be are none.
            if (continuations > 1 && lead == zeroLead)
                part = [.. part.Where(range => range.Item2 >= ShortestOf(continuations)).Select(range => (Math.Max(range.Item1, ShortestOf(continuations)), range.Item2))];
            Add(edges, lead, part, continuations);
        }
    }

    static int ShortestOf(int continuations) => continuations == 2 ? 0x800 : 0x10000;

    void Add(List<ByteEdge> edges, int value, List<(int, int)> rest, int continuations)
    {
        if (rest.Count == 0)
            return;
        int target = continuations == 0 ? Complete : Node(rest, continuations);
        if (edges.Count > 0 && edges[^1].Target == target && edges[^1].Last == value - 1)
            edges[^1] = edges[^1] with { Last = (byte)value };
        else
            edges.Add(new((byte)value, (byte)value, target));
    }

    /// <summary>The node from which some more bytes spell numbers of some ranges; equal ones are one.</summary>
    int Node(List<(int, int)> ranges, int continuations)
    {
        ReadOnlySpan<char> numbers = MemoryMarshal.Cast<(int, int), char>(CollectionsMarshal.AsSpan(ranges));
        string key = string.Concat([(char)continuations], numbers);
        if (_known.TryGetValue(key, out int node))
            return node;
        int size = 1 << ContinuationBits * (continuations - 1);
        List<ByteEdge> edges = [];
        for (int i = 0; i < Continuations; i++)
            Add(edges, 0x80 + i, Cut([.. ranges], i * size, size), continuations - 1);
        node = _nodes.Count;
        _nodes.Add([.. edges]);
        _known.Add(key, node);
        return node;
    }

    /// <summary>What ranges have in [start, start + size), counted from start.</summary>
    static List<(int First, int Last)> Cut(ReadOnlySpan<(int First, int Last)> ranges, int start, int size)
    {
        List<(int, int)> cut = [];
        int low = 0, high = ranges.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ranges[middle].Last < start)
                low = middle + 1;
            else
                high = middle;
        }
        for (int i = low; i < ranges.Length && ranges[i].First < start + size; i++)
            cut.Add((Math.Max(ranges[i].First, start) - start, Math.Min(ranges[i].Last, start + size - 1) - start));
        return cut;
    }
}
