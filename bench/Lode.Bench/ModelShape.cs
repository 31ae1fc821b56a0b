namespace Lode.Bench;

/// <summary>The shape of a llama model to make up.</summary>
sealed record ModelShape(string Name, int Embedding, int Layers, int Heads, int KeyValueHeads, int FeedForward, int Vocabulary)
{
    public int HeadDimension => Embedding / Heads;

    /// <summary>The shape of Llama 2 13B.</summary>
    public static ModelShape Thirteen(int vocabulary) => new("13B", 5120, 40, 40, 40, 13824, vocabulary);

    /// <summary>The shape of TinyLlama 1.1B.</summary>
    public static ModelShape OnePointOne => new("1.1B", 2048, 22, 32, 4, 5632, 32000);

    /// <summary>The shape of Llama 2 7B.</summary>
    public static ModelShape Seven => new("7B", 4096, 32, 32, 32, 11008, 32000);

    /// <summary>18 layers of Llama 3 8B: 8.4 GB of F16.</summary>
    public static ModelShape Four => new("4.2B", 4096, 18, 32, 8, 14336, 32000);

    public IEnumerable<(string Name, long[] Dimensions)> Matrices()
    {
        long keys = KeyValueHeads * HeadDimension;
        yield return ("token_embd.weight", [Embedding, Vocabulary]);
        yield return ("output.weight", [Embedding, Vocabulary]);
        for (int layer = 0; layer < Layers; layer++)
        {
            yield return ($"blk.{layer}.attn_q.weight", [Embedding, Embedding]);
            yield return ($"blk.{layer}.attn_k.weight", [Embedding, keys]);
            yield return ($"blk.{layer}.attn_v.weight", [Embedding, keys]);
            yield return ($"blk.{layer}.attn_output.weight", [Embedding, Embedding]);
            yield return ($"blk.{layer}.ffn_gate.weight", [Embedding, FeedForward]);
            yield return ($"blk.{layer}.ffn_up.weight", [Embedding, FeedForward]);
            yield return ($"blk.{layer}.ffn_down.weight", [FeedForward, Embedding]);
        }
    }

    public IEnumerable<string> Norms()
    {
        yield return "output_norm.weight";
        for (int layer = 0; layer < Layers; layer++)
        {
            yield return $"blk.{layer}.attn_norm.weight";
            yield return $"blk.{layer}.ffn_norm.weight";
        }
    }
}
