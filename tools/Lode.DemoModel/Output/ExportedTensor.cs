using Lode.DemoModel.Training;

namespace Lode.DemoModel.Output;

/// <summary>A tensor of the file: some columns of a parameter matrix, transposed where inputs must run fastest.</summary>
/// <param name="Name">Its name by the GGUF convention for llama.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="First">The first column taken.</param>
/// <param name="Columns">How many are taken.</param>
/// <param name="Transposed">Whether the source is [in, out].</param>
sealed record ExportedTensor(string Name, Tensor Source, int First, int Columns, bool Transposed)
{
    /// <summary>The numbers in the file's order.</summary>
    public float[] Values(ReadOnlySpan<float> parameters)
    {
        ReadOnlySpan<float> source = parameters.Slice(Source.Offset, Source.Length);
        if (!Transposed)
            return source.ToArray();
        float[] values = new float[Source.Rows * Columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = source[i % Source.Rows * Source.Columns + First + i / Source.Rows];
        return values;
    }

    /// <summary>All tensors of the model, in the order of their use.</summary>
    public static IEnumerable<ExportedTensor> All(Layout layout)
    {
        Shape shape = layout.Shape;
        int keys = shape.KeyHeads * Kernels.Rope.HeadWidth;
        yield return new ExportedTensor("token_embd.weight", layout.Embedding, 0, shape.Width, Transposed: false);
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerTensors layer = layout.Layers[i];
            yield return Norm($"blk.{i}.attn_norm.weight", layer.AttentionNorm);
            yield return new ExportedTensor($"blk.{i}.attn_q.weight", layer.QueryKeyValue, 0, shape.Width, true);
            yield return new ExportedTensor($"blk.{i}.attn_k.weight", layer.QueryKeyValue, shape.Width, keys, true);
            yield return new ExportedTensor($"blk.{i}.attn_v.weight", layer.QueryKeyValue, shape.Width + keys, keys, true);
            yield return new ExportedTensor($"blk.{i}.attn_output.weight", layer.Output, 0, shape.Width, true);
            yield return Norm($"blk.{i}.ffn_norm.weight", layer.FeedNorm);
            yield return new ExportedTensor($"blk.{i}.ffn_gate.weight", layer.GateUp, 0, shape.Hidden, true);
            yield return new ExportedTensor($"blk.{i}.ffn_up.weight", layer.GateUp, shape.Hidden, shape.Hidden, true);
            yield return new ExportedTensor($"blk.{i}.ffn_down.weight", layer.Down, 0, shape.Width, true);
        }
        yield return Norm("output_norm.weight", layout.FinalNorm);
    }

    static ExportedTensor Norm(string name, Tensor source) => new(name, source, 0, source.Columns, Transposed: false);
}
