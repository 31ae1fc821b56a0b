namespace Lode.Control;

/// <summary>Flags of <see cref="StepOutput"/>.</summary>
[Flags]
public enum StepUses : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Only tokens of the mask may be sampled.</summary>
    UseMask = 1,

    /// <summary>The biases are added to the logits.</summary>
    UseBias = 2,

    /// <summary>The temperature of the answer counts, not the sampler's.</summary>
    UseTemperature = 4,

    /// <summary>With a skip: there is no call before a completion lies in the ring.</summary>
    Wait = 8,
}
