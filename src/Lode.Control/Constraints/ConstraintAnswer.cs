namespace Lode.Control;

/// <summary>What a constraint says of the place where a text is.</summary>
[Flags]
public enum ConstraintAnswer
{
    /// <summary>The text must go on.</summary>
    None = 0,

    /// <summary>The text may end here; tokens that end a generation are allowed.</summary>
    MayEnd = 1,

    /// <summary>No token but these can come.</summary>
    NothingElse = 2,
}
