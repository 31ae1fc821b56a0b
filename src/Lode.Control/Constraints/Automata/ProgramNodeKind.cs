namespace Lode.Control;

/// <summary>What a node of a <see cref="PatternProgram"/> does.</summary>
enum ProgramNodeKind
{
    /// <summary>Takes a character of its set, and goes on at its next node.</summary>
    Take,

    /// <summary>Goes on at two nodes.</summary>
    Split,

    /// <summary>Goes on where no character was taken.</summary>
    Start,

    /// <summary>Goes on where no character will be taken.</summary>
    End,

    /// <summary>The pattern is complete.</summary>
    Match,
}
