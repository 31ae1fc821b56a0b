namespace Lode.Kernels.Attention;

/// <summary>How cached keys and values are stored.</summary>
public enum KvFormat
{
    /// <summary>binary32: as computed.</summary>
    F32,

    /// <summary>binary16, rounded to nearest.</summary>
    F16,

    /// <summary>8 bits: up to 32 values of a head share a binary16 scale, as in ggml's Q8_0.</summary>
    Q8_0,
}
