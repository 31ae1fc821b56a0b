using Lode.Kernels.Matrix;
using Lode.Weights;

namespace Lode.Inference.Llama;

/// <summary>All weights of a llama model, by role.</summary>
sealed unsafe class LlamaWeights
{
    internal LlamaWeights(ModelWeights weights, Hyperparameters shape)
    {
        TokenEmbedding = weights.Matrix("token_embd.weight", shape.VocabularySize, shape.EmbeddingLength);
        OutputNorm = weights.Vector("output_norm.weight", shape.EmbeddingLength);
        MatrixView output = weights.OptionalMatrix("output.weight", shape.VocabularySize, shape.EmbeddingLength);
        Output = output.IsPresent ? output : TokenEmbedding; // tied
        Layers = new LlamaLayer[shape.LayerCount];
        for (int layer = 0; layer < Layers.Length; layer++)
            Layers[layer] = new LlamaLayer(weights, shape, layer);
        RopeFrequencies = Frequencies(shape, weights.Vector("rope_freqs.weight", shape.RopeDimensions / 2, optional: true));
    }

    /// <summary>[vocabulary, embedding].</summary>
    internal MatrixView TokenEmbedding { get; }

    internal float* OutputNorm { get; }

    /// <summary>[vocabulary, embedding].</summary>
    internal MatrixView Output { get; }

    internal LlamaLayer[] Layers { get; }

    /// <summary>Radians per position of each rotated pair.</summary>
    internal double[] RopeFrequencies { get; }

    static double[] Frequencies(Hyperparameters shape, float* factors)
    {
        double[] frequencies = new double[shape.RopeDimensions / 2];
        for (int i = 0; i < frequencies.Length; i++)
        {
            double factor = factors == null ? 1 : factors[i];
            frequencies[i] = Math.Pow(shape.RopeBase, -2.0 * i / shape.RopeDimensions) / (factor * shape.RopeScale);
        }
        return frequencies;
    }
}
