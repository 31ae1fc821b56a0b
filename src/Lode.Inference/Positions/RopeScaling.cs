namespace Lode.Inference;

/// <summary>How positions beyond those of the first training are made to fit.</summary>
public enum RopeScaling
{
    /// <summary>Not at all, or by factors that come as a tensor (Llama 3.1).</summary>
    None,

    /// <summary>Positions are divided by a factor.</summary>
    Linear,

    /// <summary>Slow rotations are divided by a factor, fast ones are not, and cosines and sines grow (Peng et al. 2023, arXiv 2309.00071).</summary>
    Yarn,

    /// <summary>A factor per pair, for short or for long contexts, as tensors (Ding et al. 2024, arXiv 2402.13753).</summary>
    LongRope,
}
