namespace Lode.Inference;

/// <summary>How layers of one kind rotate: an angle per position for each pair, and what cosines and sines are multiplied with.</summary>
/// <param name="Frequencies">Radians per position, <c>[rotated / 2]</c>.</param>
/// <param name="Magnitude">Factor of cosines and sines.</param>
sealed record Rotation(double[] Frequencies, double Magnitude)
{
    /// <summary>Computes the rotation of layers with or without a window.</summary>
    /// <param name="rope">The numbers.</param>
    /// <param name="isLocal">Whether the layers have a window.</param>
    /// <param name="factors">What frequencies are divided by, <c>[rotated / 2]</c>; null for nothing.</param>
    internal static unsafe Rotation Create(RopeParameters rope, bool isLocal, float* factors)
    {
        RopeScaling scaling = isLocal && !rope.ScalesLocalLayers ? RopeScaling.None : rope.Scaling;
        double factor = scaling == RopeScaling.None ? 1 : rope.Factor;
        double ropeBase = isLocal ? rope.LocalBase : rope.Base;
        (double first, double last) = scaling == RopeScaling.Yarn ? Ramp(rope, ropeBase) : (0, 0);
        double[] frequencies = new double[rope.Dimensions / 2];
        for (int i = 0; i < frequencies.Length; i++)
        {
            double scale = factor;
            if (scaling == RopeScaling.Yarn)
            {
                double scaled = Math.Clamp((i - first) / Math.Max(0.001, last - first), 0, 1);
                scale = 1 / (scaled / factor + (1 - scaled));
            }
            double own = factors == null ? 1 : factors[i];
            frequencies[i] = Math.Pow(ropeBase, -2.0 * i / rope.Dimensions) / (own * scale);
        }
        double grown = scaling == RopeScaling.Yarn && factor > 1 ? 1 + 0.1 * Math.Log(factor) : 1;
        return new Rotation(frequencies, grown * rope.Magnitude);
    }

    /// <summary>The pairs between which YaRN goes from no scaling to the whole factor.</summary>
    /// <remarks>
    /// Pair i turns n / (2 pi base^(2i / rotated)) times over n positions; solved for i, and rounded outwards as the authors' code does.
    /// </remarks>
    static (double First, double Last) Ramp(RopeParameters rope, double ropeBase)
    {
        double Pair(double turns) =>
            rope.Dimensions * Math.Log(rope.OriginalContextLength / (turns * 2 * Math.PI)) / (2 * Math.Log(ropeBase));
        return (Math.Max(0, Math.Floor(Pair(rope.FastTurns))), Math.Min(rope.Dimensions - 1, Math.Ceiling(Pair(rope.SlowTurns))));
    }
}
