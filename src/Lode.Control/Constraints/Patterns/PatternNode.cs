namespace Lode.Control;

/// <summary>A part of a regular expression.</summary>
sealed class PatternNode
{
    /// <summary>For <see cref="Maximum"/>: any number of times.</summary>
    internal const int Unbounded = int.MaxValue;

    PatternNode(PatternNodeKind kind) => Kind = kind;

    internal static PatternNode Empty { get; } = new(PatternNodeKind.Empty);

    internal static PatternNode Start { get; } = new(PatternNodeKind.Start);

    internal static PatternNode End { get; } = new(PatternNodeKind.End);

    internal PatternNodeKind Kind { get; }

    internal PatternNode[] Parts { get; private init; } = [];

    internal CodePointSet Set { get; private init; } = CodePointSet.Empty;

    internal int Minimum { get; private init; }

    internal int Maximum { get; private init; }

    internal static PatternNode Of(CodePointSet set) => new(PatternNodeKind.Set) { Set = set };

    internal static PatternNode Sequence(List<PatternNode> parts) => parts.Count switch
    {
        0 => Empty,
        1 => parts[0],
        _ => new(PatternNodeKind.Sequence) { Parts = [.. parts] },
    };

    internal static PatternNode Alternation(List<PatternNode> parts) =>
        parts.Count == 1 ? parts[0] : new(PatternNodeKind.Alternation) { Parts = [.. parts] };

    internal static PatternNode Repeat(PatternNode part, int minimum, int maximum) =>
        new(PatternNodeKind.Repeat) { Parts = [part], Minimum = minimum, Maximum = maximum };
}
