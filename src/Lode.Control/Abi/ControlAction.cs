namespace Lode.Control;

/// <summary>What a controller wants to happen in a round: its verdict, by the numbers of the contract.</summary>
public enum ControlAction
{
    /// <summary>The host samples a token.</summary>
    Sample = 0,

    /// <summary>The sequence ends.</summary>
    Stop = 1,

    /// <summary>Nothing happens in this round.</summary>
    Skip = 2,

    /// <summary>Tokens are taken off the end and others appended; nothing is sampled.</summary>
    Splice = 3,

    /// <summary>The sequence becomes several, and each is asked again in the same round.</summary>
    Fork = 4,
}
