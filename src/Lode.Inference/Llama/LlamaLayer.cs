using Lode.Kernels.Matrix;
using Lode.Weights;

namespace Lode.Inference.Llama;

/// <summary>The weights of one layer. Matrices are [outputs, inputs]; biases and expert matrices are optional.</summary>
sealed unsafe class LlamaLayer
{
    internal LlamaLayer(ModelWeights weights, Hyperparameters shape, int layer)
    {
        string prefix = $"blk.{layer}.";
        int width = shape.EmbeddingLength;
        int queryWidth = shape.HeadCount * shape.HeadDimension;
        int keyWidth = shape.KeyValueHeadCount * shape.HeadDimension;
        AttentionNorm = weights.Vector(prefix + "attn_norm.weight", width);
        Query = weights.Matrix(prefix + "attn_q.weight", queryWidth, width);
        Key = weights.Matrix(prefix + "attn_k.weight", keyWidth, width);
        Value = weights.Matrix(prefix + "attn_v.weight", keyWidth, width);
        AttentionOutput = weights.Matrix(prefix + "attn_output.weight", width, queryWidth);
        QueryBias = weights.Vector(prefix + "attn_q.bias", queryWidth, optional: true);
        KeyBias = weights.Vector(prefix + "attn_k.bias", keyWidth, optional: true);
        ValueBias = weights.Vector(prefix + "attn_v.bias", keyWidth, optional: true);
        AttentionOutputBias = weights.Vector(prefix + "attn_output.bias", width, optional: true);
        FeedForwardNorm = weights.Vector(prefix + "ffn_norm.weight", width);
        weights.Ignore(prefix + "attn_rot_embd.weight"); // old converters stored the rotary frequencies that everyone recomputes

        int hidden = shape.FeedForwardLength;
        if (shape.ExpertCount == 0)
        {
            Gate = [weights.Matrix(prefix + "ffn_gate.weight", hidden, width)];
            Up = [weights.Matrix(prefix + "ffn_up.weight", hidden, width)];
            Down = [weights.Matrix(prefix + "ffn_down.weight", width, hidden)];
        }
        else
        {
            Router = weights.Matrix(prefix + "ffn_gate_inp.weight", shape.ExpertCount, width);
            Gate = weights.Stack(prefix + "ffn_gate_exps.weight", shape.ExpertCount, hidden, width);
            Up = weights.Stack(prefix + "ffn_up_exps.weight", shape.ExpertCount, hidden, width);
            Down = weights.Stack(prefix + "ffn_down_exps.weight", shape.ExpertCount, width, hidden);
        }
    }

    internal float* AttentionNorm { get; }

    internal MatrixView Query { get; }

    internal MatrixView Key { get; }

    internal MatrixView Value { get; }

    internal MatrixView AttentionOutput { get; }

    internal float* QueryBias { get; }

    internal float* KeyBias { get; }

    internal float* ValueBias { get; }

    internal float* AttentionOutputBias { get; }

    internal float* FeedForwardNorm { get; }

    /// <summary>[experts, embedding]; present in mixture-of-experts models only.</summary>
    internal MatrixView Router { get; }

    /// <summary>One matrix, or one per expert.</summary>
    internal MatrixView[] Gate { get; }

    /// <summary>One matrix, or one per expert.</summary>
    internal MatrixView[] Up { get; }

    /// <summary>One matrix, or one per expert.</summary>
    internal MatrixView[] Down { get; }
}
