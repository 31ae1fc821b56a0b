using Lode.Inference.Architectures;
using Lode.Kernels.Matrix;
using Lode.Weights;

namespace Lode.Inference.Transformer;

/// <summary>The weights of one layer. Matrices are [outputs, inputs]; what an architecture does not have is null or not present.</summary>
sealed unsafe class LayerWeights
{
    internal LayerWeights(ModelWeights weights, Architecture architecture, Hyperparameters shape, int layer)
    {
        string prefix = $"blk.{layer}.";
        int width = shape.EmbeddingLength;
        int queryWidth = shape.HeadCount * shape.HeadDimension;
        int keyWidth = shape.KeyValueHeadCount * shape.HeadDimension;
        AttentionNorm = weights.Vector(prefix + "attn_norm.weight", width);
        if (architecture.FusesQueryKeyValue)
        {
            MatrixView[] parts = weights.Parts(prefix + "attn_qkv.weight", width, queryWidth, keyWidth, keyWidth);
            (Query, Key, Value) = (parts[0], parts[1], parts[2]);
        }
        else
        {
            MatrixView[][] parts = weights.Group(prefix, FusedTensors.QueryKeyValue, 1, width, queryWidth, keyWidth, keyWidth);
            (Query, Key, Value) = (parts[0][0], parts[1][0], parts[2][0]);
        }
        AttentionOutput = weights.Matrix(prefix + "attn_output.weight", width, queryWidth);
        if (architecture.Biases != AttentionBiases.None)
        {
            bool optional = architecture.Biases == AttentionBiases.Optional;
            QueryBias = weights.Vector(prefix + "attn_q.bias", queryWidth, optional);
            KeyBias = weights.Vector(prefix + "attn_k.bias", keyWidth, optional);
            ValueBias = weights.Vector(prefix + "attn_v.bias", keyWidth, optional);
            if (optional)
                AttentionOutputBias = weights.Vector(prefix + "attn_output.bias", width, optional);
        }
        if (architecture.HasHeadNorms)
        {
            QueryNorm = weights.Vector(prefix + "attn_q_norm.weight", shape.HeadDimension);
            KeyNorm = weights.Vector(prefix + "attn_k_norm.weight", shape.HeadDimension);
        }
        FeedForwardNorm = weights.Vector(prefix + "ffn_norm.weight", width);
        if (architecture.HasPostNorms)
        {
            AttentionPostNorm = weights.Vector(prefix + "post_attention_norm.weight", width);
            FeedForwardPostNorm = weights.Vector(prefix + "post_ffw_norm.weight", width);
        }
        weights.Ignore(prefix + "attn_rot_embd.weight"); // old converters stored the rotary frequencies that everyone recomputes

        int hidden = shape.FeedForwardLength;
        if (shape.ExpertCount > 0)
        {
            Router = weights.Matrix(prefix + "ffn_gate_inp.weight", shape.ExpertCount, width);
            MatrixView[][] experts = weights.Group(prefix, FusedTensors.ExpertGateUp, shape.ExpertCount, width, hidden, hidden);
            (Gate, Up) = (experts[0], experts[1]);
            Down = weights.Stack(prefix + "ffn_down_exps.weight", shape.ExpertCount, width, hidden);
            return;
        }
        if (architecture.FusesGateUp)
        {
            MatrixView[] parts = weights.Parts(prefix + "ffn_up.weight", width, hidden, hidden);
            (Gate, Up) = ([parts[0]], [parts[1]]);
        }
        else
        {
            MatrixView[][] parts = weights.Group(prefix, FusedTensors.GateUp, 1, width, hidden, hidden);
            (Gate, Up) = (parts[0], parts[1]);
        }
        Down = [weights.Matrix(prefix + "ffn_down.weight", width, hidden)];
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

    /// <summary>[head_dim], for every head.</summary>
    internal float* QueryNorm { get; }

    /// <summary>[head_dim], for every head.</summary>
    internal float* KeyNorm { get; }

    internal float* AttentionPostNorm { get; }

    internal float* FeedForwardNorm { get; }

    internal float* FeedForwardPostNorm { get; }

    /// <summary>[experts, embedding]; present in mixture-of-experts models only.</summary>
    internal MatrixView Router { get; }

    /// <summary>One matrix, or one per expert.</summary>
    internal MatrixView[] Gate { get; }

    /// <summary>One matrix, or one per expert.</summary>
    internal MatrixView[] Up { get; }

    /// <summary>One matrix, or one per expert.</summary>
    internal MatrixView[] Down { get; }

    /// <summary>All matrices.</summary>
    internal IEnumerable<MatrixView> Matrices => [Query, Key, Value, AttentionOutput, .. Gate, .. Up, .. Down];
}
