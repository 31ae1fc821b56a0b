using Lode.Inference.Architectures;
using Lode.Kernels.Matrix;
using Lode.Weights;

namespace Lode.Inference.Transformer;

/// <summary>All weights of a model, by role.</summary>
sealed unsafe class TransformerWeights
{
    readonly float* _ropeFactors;
    readonly float* _longRopeFactors;
    readonly float* _shortRopeFactors;

    internal TransformerWeights(ModelWeights weights, Architecture architecture, Hyperparameters shape)
    {
        TokenEmbedding = weights.Matrix("token_embd.weight", shape.VocabularySize, shape.EmbeddingLength);
        OutputNorm = weights.Vector("output_norm.weight", shape.EmbeddingLength);
        MatrixView output = weights.OptionalMatrix("output.weight", shape.VocabularySize, shape.EmbeddingLength);
        Output = output.IsPresent ? output : TokenEmbedding; // tied
        Layers = new LayerWeights[shape.LayerCount];
        for (int layer = 0; layer < Layers.Length; layer++)
            Layers[layer] = new LayerWeights(weights, architecture, shape, layer);
        int pairs = shape.Rope.Dimensions / 2;
        switch (architecture.RopeFactors)
        {
            case RopeFactors.Frequencies:
                _ropeFactors = weights.Vector("rope_freqs.weight", pairs, optional: true);
                break;
            case RopeFactors.LongAndShort when shape.Rope.Scaling == RopeScaling.LongRope:
                _longRopeFactors = weights.Vector(RopeReader.LongFactors, pairs);
                _shortRopeFactors = weights.Vector("rope_factors_short.weight", pairs);
                break;
        }
    }

    /// <summary>[vocabulary, embedding].</summary>
    internal MatrixView TokenEmbedding { get; }

    internal float* OutputNorm { get; }

    /// <summary>[vocabulary, embedding].</summary>
    internal MatrixView Output { get; }

    internal LayerWeights[] Layers { get; }

    /// <summary>Whether inputs of matrices are rounded to 8 bits in the layers.</summary>
    internal bool RoundsActivations => Layers.Any(layer => layer.Matrices.Any(matrix => matrix.RoundsInputs));

    /// <summary>
    /// What rotary frequencies are divided by in a context of some length, <c>[rotated / 2]</c>, or null. LongRoPE's long factors are for
    /// contexts longer than those of the first training; the text so far does not count, so that no key ever has to be rotated again.
    /// </summary>
    internal float* RopeFactorsFor(RopeParameters rope, int contextLength) => _longRopeFactors == null ? _ropeFactors
        : contextLength > rope.OriginalContextLength ? _longRopeFactors : _shortRopeFactors;
}
