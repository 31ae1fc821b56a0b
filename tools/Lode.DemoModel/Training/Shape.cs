using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>The sizes of a llama with tied embeddings.</summary>
/// <remarks>All sizes are multiples of 32, as tiles and quantised blocks are that wide, and the width is 32 for each head.</remarks>
sealed record Shape(int Vocabulary, int Width, int Layers, int Heads, int KeyHeads, int Hidden, int Context)
{
    public static readonly Shape Demo = new(Vocabulary: 1536, Width: 128, Layers: 5, Heads: 4, KeyHeads: 2, Hidden: 352, Context: 256);

    /// <summary>Width of queries, keys and values side by side.</summary>
    public int QueryKeyValue => (Heads + 2 * KeyHeads) * Rope.HeadWidth;
}
