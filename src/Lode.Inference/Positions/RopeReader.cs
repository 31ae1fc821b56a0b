using Lode.Inference.Architectures;

namespace Lode.Inference;

/// <summary>Reads the numbers of rotary embedding, named as llama.cpp's converter names them.</summary>
static class RopeReader
{
    /// <summary>The tensor by which LongRoPE is known.</summary>
    internal const string LongFactors = "rope_factors_long.weight";

    internal static RopeParameters Read(HyperparameterSource source, Architecture architecture, int headDimension, int contextLength)
    {
        int rotated = source.Integer("rope.dimension_count", headDimension, 2, HyperparameterSource.MaxLength);
        if (rotated % 2 != 0 || rotated > headDimension)
            throw source.Refuse("rope.dimension_count", $"an even number up to {headDimension}", $"{rotated}");
        float ropeBase = source.Positive("rope.freq_base", 10000);
        (RopeScaling scaling, double factor) = ReadScaling(source, architecture);
        return new RopeParameters
        {
            Dimensions = rotated,
            Layout = ReadLayout(source, architecture),
            Base = ropeBase,
            LocalBase = source.Positive("rope.freq_base_swa", architecture.LocalRopeBase ?? ropeBase),
            Scaling = scaling,
            Factor = factor,
            ScalesLocalLayers = !architecture.ScalesGlobalLayersOnly,
            OriginalContextLength = source.Integer("rope.scaling.original_context_length", contextLength, 1, int.MaxValue / 4),
            FastTurns = source.Positive("rope.scaling.yarn_beta_fast", 32),
            SlowTurns = source.Positive("rope.scaling.yarn_beta_slow", 1),
            Magnitude = source.Positive("rope.scaling.attn_factor", 1),
        };
    }

    static (RopeScaling Scaling, double Factor) ReadScaling(HyperparameterSource source, Architecture architecture)
    {
        const string Key = "rope.scaling.type";
        bool hasLong = architecture.RopeFactors == RopeFactors.LongAndShort;
        switch (source.FindString(Key))
        {
            case null when hasLong && source.Model.TryGetTensor(LongFactors, out _): // older converters do not name it
                return (RopeScaling.LongRope, 1);
            case null: // an older key for linear scaling
                float factor = source.Positive("rope.scale_linear", 1);
                return (factor != 1 ? RopeScaling.Linear : RopeScaling.None, factor);
            case "none":
                return (RopeScaling.None, 1);
            case "linear":
                return (RopeScaling.Linear, source.Positive("rope.scaling.factor", 1));
            case "yarn":
                return (RopeScaling.Yarn, source.Positive("rope.scaling.factor", 1));
            case "longrope" when hasLong:
                return (RopeScaling.LongRope, 1);
            case string other:
                throw source.Refuse(Key, $"'none', 'linear'{(hasLong ? ", 'yarn' or 'longrope'" : " or 'yarn' (Llama 3's scaling comes as the tensor rope_freqs)")}", $"'{other}'");
        }
    }

    /// <summary>No file has this key; the metadata of a Hugging Face folder that is opened as it is has it.</summary>
    static RopeLayout ReadLayout(HyperparameterSource source, Architecture architecture) => source.FindString("rope.layout") switch
    {
        null => architecture.RopeLayout,
        "pairs" => RopeLayout.Pairs,
        "halves" => RopeLayout.Halves,
        string other => throw source.Refuse("rope.layout", "'pairs' or 'halves'", $"'{other}'"),
    };
}
