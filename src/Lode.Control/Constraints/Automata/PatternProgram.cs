namespace Lode.Control;

/// <summary>A regular expression as an automaton that is in many places at once: nodes that take a character, and nodes that go on without one.</summary>
sealed class PatternProgram
{
    internal const int MostNodes = 100_000;
    internal const int MostSetNodes = 1 << 12;

    /// <summary>Ranges of classes, counted as often as they are made into bytes.</summary>
    const int MostRanges = 400_000;

    /// <summary>Parts that are compiled, those in repeats counted as often as they are repeated.</summary>
    const int MostParts = 400_000;

    readonly List<ProgramNode> _nodes = [];
    readonly Dictionary<string, CharacterBytes> _sets = [];
    readonly ProgramPaths _paths;
    int _parts;
    int _ranges;

    /// <summary>Compiles.</summary>
    /// <exception cref="ConstraintException">It is too large, or no text fits.</exception>
    internal PatternProgram(PatternNode pattern)
    {
        int match = Add(new(ProgramNodeKind.Match));
        Start = Compile(pattern, match);
        _paths = new(_nodes);
        if (!_paths.StartsLive(Start))
            throw new ConstraintException("expected a pattern that some text fits, found one that none does; look for characters before '^', after '$', and classes without members");
    }

    /// <summary>The first node.</summary>
    internal int Start { get; }

    internal int NodeCount => _nodes.Count;

    /// <summary>The sets that nodes take characters of.</summary>
    internal IEnumerable<CharacterBytes> Sets => _sets.Values;

    internal ProgramNode this[int node] => _nodes[node];

    /// <summary>Whether the end can be reached from a node, by characters or without, in the middle of a text.</summary>
    internal bool IsLive(int node) => _paths.IsLive(node);

    /// <summary>Whether a text may end at a node behind '$'.</summary>
    internal bool EndsAt(int node, bool atStart) => _paths.EndsAt(node, atStart);

    int Add(ProgramNode node)
    {
        if (_nodes.Count == MostNodes)
            throw new ConstraintException($"expected a pattern of at most {MostNodes:N0} places, found a larger one; make counts of repeats smaller");
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    /// <summary>Compiles a part that goes on at a node.</summary>
    /// <returns>Where the part begins.</returns>
    int Compile(PatternNode pattern, int next)
    {
        // Repeats of nothing make no nodes, and are counted all the same.
        if (++_parts > MostParts)
            throw new ConstraintException($"expected a pattern of at most {MostParts:N0} parts, repeats counted, found a larger one; make counts of repeats smaller");
        switch (pattern.Kind)
        {
            case PatternNodeKind.Set:
                return Add(new(ProgramNodeKind.Take, next, Set: BytesOf(pattern.Set)));
            case PatternNodeKind.Sequence:
                for (int i = pattern.Parts.Length - 1; i >= 0; i--)
                    next = Compile(pattern.Parts[i], next);
                return next;
            case PatternNodeKind.Alternation:
                int ways = Compile(pattern.Parts[^1], next);
                for (int i = pattern.Parts.Length - 2; i >= 0; i--)
                    ways = Add(new(ProgramNodeKind.Split, Compile(pattern.Parts[i], next), ways));
                return ways;
            case PatternNodeKind.Repeat:
                return CompileRepeat(pattern, next);
            case PatternNodeKind.Start:
                return Add(new(ProgramNodeKind.Start, next));
            case PatternNodeKind.End:
                return Add(new(ProgramNodeKind.End, next));
            default:
                return next;
        }
    }

    int CompileRepeat(PatternNode repeat, int next)
    {
        PatternNode part = repeat.Parts[0];
        int must = repeat.Minimum;
        if (repeat.Maximum == PatternNode.Unbounded)
        {
            int loop = Add(new(ProgramNodeKind.Split, next, next));
            int body = Compile(part, loop);
            _nodes[loop] = new(ProgramNodeKind.Split, body, next);
            next = must > 0 ? body : loop;
            must = Math.Max(0, must - 1);
        }
        else
        {
            int end = next;
            for (int i = repeat.Maximum; i > must; i--)
                next = Add(new(ProgramNodeKind.Split, Compile(part, next), end));
        }
        for (; must > 0; must--)
            next = Compile(part, next);
        return next;
    }

    CharacterBytes BytesOf(CodePointSet set)
    {
        string key = new(System.Runtime.InteropServices.MemoryMarshal.Cast<(int, int), char>(set.Ranges));
        if (_sets.TryGetValue(key, out CharacterBytes? bytes))
            return bytes;
        if ((_ranges += set.Ranges.Length) > MostRanges)
            throw new ConstraintException($"expected classes of at most {MostRanges:N0} ranges together, found more");
        bytes = new CharacterBytes(set);
        if (bytes.NodeCount > MostSetNodes)
            throw new ConstraintException($"expected classes of at most {MostSetNodes:N0} kinds of bytes, found one with {bytes.NodeCount:N0}");
        _sets.Add(key, bytes);
        return bytes;
    }
}
