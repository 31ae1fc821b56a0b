namespace Lode.Control;

/// <summary>Flags of <see cref="StepInput"/>.</summary>
[Flags]
public enum StepNews : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The logits are there.</summary>
    Logits = 1,

    /// <summary>The last call took too long, was stopped, and is made again.</summary>
    Missed = 2,
}
