namespace Lode.Inference;

/// <summary>The numbers of rotary position embedding.</summary>
public sealed record RopeParameters
{
    /// <summary>Values of each head that are rotated; even.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Which values of a head rotate with each other.</summary>
    public required RopeLayout Layout { get; init; }

    /// <summary>Base of the frequencies.</summary>
    public required double Base { get; init; }

    /// <summary>Base of the frequencies in layers with a window; mostly the same.</summary>
    public required double LocalBase { get; init; }

    /// <summary>How positions beyond the first training are made to fit.</summary>
    public RopeScaling Scaling { get; init; }

    /// <summary>Linear scaling and YaRN: how many times longer the context became; else 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Whether layers with a window are scaled too.</summary>
    public bool ScalesLocalLayers { get; init; } = true;

    /// <summary>YaRN and LongRoPE: positions of the first training.</summary>
    public int OriginalContextLength { get; init; }

    /// <summary>YaRN: pairs that turn at least so often over the original context are not scaled.</summary>
    public double FastTurns { get; init; } = 32;

    /// <summary>YaRN: pairs that turn at most so often over the original context are scaled by the whole factor.</summary>
    public double SlowTurns { get; init; } = 1;

    /// <summary>What cosines and sines are multiplied with, beside YaRN's own.</summary>
    public double Magnitude { get; init; } = 1;
}
