namespace Lode.Control;

/// <summary>What a part of a regular expression is.</summary>
enum PatternNodeKind
{
    /// <summary>Nothing, which always fits.</summary>
    Empty,

    /// <summary>One character of a set.</summary>
    Set,

    /// <summary>Parts one after the other.</summary>
    Sequence,

    /// <summary>One of several parts.</summary>
    Alternation,

    /// <summary>A part several times.</summary>
    Repeat,

    /// <summary>The begin of the text.</summary>
    Start,

    /// <summary>The end of the text.</summary>
    End,
}
