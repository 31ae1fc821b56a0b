namespace Lode.Inference;

/// <summary>The tensors, if any, by which rotary frequencies are divided.</summary>
enum RopeFactors
{
    None,

    /// <summary><c>rope_freqs</c>: the scaling of Llama 3.1.</summary>
    Frequencies,

    /// <summary><c>rope_factors_long</c> and <c>rope_factors_short</c>: LongRoPE.</summary>
    LongAndShort,
}
