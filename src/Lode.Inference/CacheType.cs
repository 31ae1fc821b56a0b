namespace Lode.Inference;

/// <summary>How a context stores keys and values.</summary>
public enum CacheType
{
    /// <summary>F16 for packed models whose activations are rounded to 8 bits anyway; F32 for all others, which are computed without rounding.</summary>
    Auto,

    /// <summary>binary32: nothing is rounded.</summary>
    F32,

    /// <summary>binary16: half the memory and, in long contexts, most of the speed; rounds at the 11th binary digit.</summary>
    F16,

    /// <summary>8 bits with a scale for 32 values: about a quarter of the memory of F32.</summary>
    Q8_0,
}
