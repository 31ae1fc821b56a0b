using Lode.Formats;

namespace Lode.Inference;

/// <summary>How much memory writing one token reads: what bounds the rate of decoding.</summary>
public static class DecodeTraffic
{
    const string Embedding = "token_embd.weight";

    /// <summary>
    /// Bytes of weights that one token of one sequence needs: every tensor once, but one row of the embedding where the output has a matrix
    /// of its own, and of experts only those that a token uses. The key/value cache, which grows with the text, is not in it.
    /// </summary>
    public static long WeightBytes(Model model)
    {
        Hyperparameters shape = model.Hyperparameters;
        bool tied = model.Weights.Source.Tensors.All(tensor => tensor.Name != "output.weight");
        double bytes = 0;
        foreach (GgufTensor tensor in model.Weights.Source.Tensors)
        {
            double share = tensor.Name == Embedding && !tied ? 1.0 / shape.VocabularySize
                : tensor.Name.EndsWith("_exps.weight", StringComparison.Ordinal) ? (double)shape.ExpertUsedCount / shape.ExpertCount
                : 1;
            bytes += tensor.ByteLength * share;
        }
        return (long)bytes;
    }
}
