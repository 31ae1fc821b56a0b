namespace Lode.Weights.HuggingFace;

/// <summary>How rotary frequencies are changed for longer contexts.</summary>
/// <param name="Kind"><c>linear</c>, <c>llama3</c> or <c>yarn</c>.</param>
/// <param name="Factor">How much longer.</param>
/// <param name="OriginalContext">Positions before; llama3 and yarn only.</param>
/// <param name="LowFrequencyFactor">llama3: wavelengths above the original context over this are scaled.</param>
/// <param name="HighFrequencyFactor">llama3: wavelengths below the original context over this are not.</param>
sealed record RopeScaling(
    string Kind, double Factor, int OriginalContext = 0, double LowFrequencyFactor = 0, double HighFrequencyFactor = 0)
{
    /// <summary>What frequencies are divided by in GGUF's <c>rope_freqs.weight</c>, <c>[head_dim / 2]</c>; llama3 only.</summary>
    /// <remarks>Source: transformers, <c>modeling_rope_utils.py</c>, and Meta's <c>apply_scaling</c>.</remarks>
    public float[] FrequencyFactors(double ropeBase, int headDimension)
    {
        float[] factors = new float[headDimension / 2];
        for (int i = 0; i < factors.Length; i++)
        {
            double wavelength = 2 * Math.PI * Math.Pow(ropeBase, 2.0 * i / headDimension);
            double smooth = (OriginalContext / wavelength - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
            factors[i] = wavelength < OriginalContext / HighFrequencyFactor ? 1
                : wavelength > OriginalContext / LowFrequencyFactor ? (float)Factor
                : (float)(1 / ((1 - smooth) / Factor + smooth));
        }
        return factors;
    }
}
