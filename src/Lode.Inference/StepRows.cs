namespace Lode.Inference;

/// <summary>Which rows of a sequence's tokens a step writes.</summary>
public enum StepRows
{
    /// <summary>None: the tokens only enter the cache.</summary>
    None,

    /// <summary>The row after the last token: what a sampler needs.</summary>
    Last,

    /// <summary>A row after every token.</summary>
    All,
}
