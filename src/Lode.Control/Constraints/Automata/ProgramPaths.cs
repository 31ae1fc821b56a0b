namespace Lode.Control;

/// <summary>From which nodes of a <see cref="PatternProgram"/> the match can be reached: the others are never entered, so that no text leads into a dead end.</summary>
sealed class ProgramPaths
{
    readonly List<ProgramNode> _nodes;

    // Without a character: in the middle of a text, and where it has none.
    readonly bool[] _endsInMiddle;
    readonly bool[] _endsAtStart;
    readonly bool[] _live;
    readonly bool[] _liveAtStart;

    internal ProgramPaths(List<ProgramNode> nodes)
    {
        _nodes = nodes;
        int[][] sources = FindSources(nodes);
        _endsInMiddle = Search(sources, ProgramNodeKind.Split, ProgramNodeKind.End);
        _endsAtStart = Search(sources, ProgramNodeKind.Split, ProgramNodeKind.End, ProgramNodeKind.Start);
        _live = SearchLive(sources, atStart: false);
        _liveAtStart = SearchLive(sources, atStart: true);
    }

    internal bool IsLive(int node) => _live[node];

    internal bool StartsLive(int node) => _liveAtStart[node];

    internal bool EndsAt(int node, bool atStart) => atStart ? _endsAtStart[node] : _endsInMiddle[node];

    /// <summary>By node: those that go on at it.</summary>
    static int[][] FindSources(List<ProgramNode> nodes)
    {
        int[] counts = new int[nodes.Count];
        foreach (ProgramNode node in nodes)
        {
            if (node.Next >= 0)
                counts[node.Next]++;
            if (node.Other >= 0)
                counts[node.Other]++;
        }
        int[][] sources = Array.ConvertAll(counts, count => count == 0 ? [] : new int[count]);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Next is >= 0 and int next)
                sources[next][--counts[next]] = i;
            if (nodes[i].Other is >= 0 and int other)
                sources[other][--counts[other]] = i;
        }
        return sources;
    }

    /// <summary>Goes back from the match over nodes of some kinds.</summary>
    bool[] Search(int[][] sources, params ReadOnlySpan<ProgramNodeKind> kinds)
    {
        bool[] found = new bool[_nodes.Count];
        Stack<int> open = new([0]);
        found[0] = true;
        while (open.TryPop(out int node))
        {
            foreach (int source in sources[node])
            {
                if (!found[source] && kinds.Contains(_nodes[source].Kind))
                {
                    found[source] = true;
                    open.Push(source);
                }
            }
        }
        return found;
    }

    /// <summary>Goes back from the match over characters, too. What is behind '$' counts only where it is the end.</summary>
    bool[] SearchLive(int[][] sources, bool atStart)
    {
        bool[] found = new bool[_nodes.Count];
        Stack<int> open = new();
        void Find(int node)
        {
            if (found[node])
                return;
            found[node] = true;
            open.Push(node);
        }
        Find(0);
        for (int i = 0; i < _nodes.Count; i++)
        {
            if (_nodes[i].Kind == ProgramNodeKind.End && EndsAt(_nodes[i].Next, atStart))
                Find(i);
            // What follows a character is in the middle of the text.
            else if (atStart && _nodes[i] is { Kind: ProgramNodeKind.Take, Set: { } set } && set.Edges(0).Length > 0 && _live[_nodes[i].Next])
                Find(i);
        }
        while (open.TryPop(out int node))
        {
            foreach (int source in sources[node])
            {
                ProgramNode from = _nodes[source];
                if (from.Kind == ProgramNodeKind.Split || from.Kind == ProgramNodeKind.Start && atStart
                    || from.Kind == ProgramNodeKind.Take && !atStart && from.Set!.Edges(0).Length > 0)
                {
                    Find(source);
                }
            }
        }
        return found;
    }
}
