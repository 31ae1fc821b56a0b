namespace Lode.Control;

/// <summary>Memory that a controller shares with its host.</summary>
public enum RegionKind
{
    /// <summary>What happened, and what shall happen: <see cref="SequenceHeader"/>, <see cref="StepInput"/>, <see cref="StepOutput"/>, splices, a pool of tokens.</summary>
    Step,

    /// <summary>A logit per token, f32.</summary>
    Logits,

    /// <summary>A bit per token, lowest bit of a 32-bit word first.</summary>
    Mask,

    /// <summary>A number per token that is added to its logit, f32.</summary>
    Bias,

    /// <summary>The ids of the text so far.</summary>
    Tokens,

    /// <summary>The bytes of all tokens as a trie.</summary>
    Vocabulary,

    /// <summary>The argument of the request.</summary>
    Argument,

    /// <summary>Queues for reading in the background.</summary>
    Rings,
}
