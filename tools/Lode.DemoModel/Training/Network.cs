using System.Runtime.InteropServices;
using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>One row through the llama, forward and back.</summary>
sealed unsafe class Network(Weights weights) : IDisposable
{
    readonly Layout _layout = weights.Layout;
    readonly Shape _shape = weights.Layout.Shape;
    readonly Rope _rope = new(weights.Layout.Shape.Context);

    public void Dispose() => _rope.Dispose();

    /// <summary>The sum of -ln p over the row's targets. Where <paramref name="gradient"/> is given, adds <paramref name="scale"/> times its gradient.</summary>
    public double Run(Row row, float scale, float* gradient, Workspace space)
    {
        Forward(row, space);
        double loss = Loss(row, scale, space);
        if (gradient != null)
            Backward(row, gradient, space);
        return loss;
    }

    void Forward(Row row, Workspace space)
    {
        int rows = row.Tokens.Length, width = _shape.Width;
        float* embedding = weights.At(_layout.Embedding);
        for (int i = 0; i < rows; i++)
            Copy(embedding + row.Tokens[i] * width, space.Layers[0].Input + i * width, width);
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            LayerState state = space.Layers[layer];
            LayerTensors tensors = _layout.Layers[layer];
            PackedLayer packed = weights.Layers[layer];
            RmsNorm.Forward(state.Input, weights.At(tensors.AttentionNorm), state.AttentionNorm, state.AttentionScale, rows, width);
            packed.QueryKeyValue.Apply(state.AttentionNorm, state.QueryKeyValue, rows, accumulate: false);
            _rope.Turn(state.QueryKeyValue, _shape.QueryKeyValue, rows, _shape.Heads + _shape.KeyHeads, 1);
            Attention.Forward(_shape, row, state, space);
            Copy(state.Input, state.Middle, rows * width);
            packed.Output.Apply(state.Heads, state.Middle, rows, accumulate: true);

            float* output = layer + 1 < _shape.Layers ? space.Layers[layer + 1].Input : space.Final;
            RmsNorm.Forward(state.Middle, weights.At(tensors.FeedNorm), state.FeedNorm, state.FeedScale, rows, width);
            packed.GateUp.Apply(state.FeedNorm, state.GateUp, rows, accumulate: false);
            SwiGlu.Forward(state.GateUp, state.Hidden, rows, _shape.Hidden);
            Copy(state.Middle, output, rows * width);
            packed.Down.Apply(state.Hidden, output, rows, accumulate: true);
        }
        RmsNorm.Forward(space.Final, weights.At(_layout.FinalNorm), space.FinalNorm, space.FinalScale, rows, width);
        weights.Embedding.ApplyTransposed(space.FinalNorm, space.Logits, rows);
    }

    /// <summary>Turns logits into their gradient.</summary>
    double Loss(Row row, float scale, Workspace space)
    {
        double loss = 0;
        int vocabulary = _shape.Vocabulary;
        for (int i = 0; i < row.Tokens.Length; i++)
        {
            Span<float> logits = new(space.Logits + i * vocabulary, vocabulary);
            int target = row.Targets[i];
            if (target < 0)
            {
                logits.Clear();
                continue;
            }
            float chosen = logits[target];
            loss += Softmax.Normalize(space.Logits + i * vocabulary, vocabulary, 1) - chosen;
            logits[target] -= 1;
            foreach (ref float value in logits)
                value *= scale;
        }
        return loss;
    }

    void Backward(Row row, float* gradient, Workspace space)
    {
        int rows = row.Tokens.Length, width = _shape.Width;
        float* stream = space.Stream;
        NativeMemory.Clear(stream, (nuint)(rows * width * sizeof(float)));
        weights.Embedding.AddGradient(space.Logits, space.FinalNorm, rows, gradient, space.Strips, space.Panels);
        weights.Embedding.Apply(space.Logits, space.Normed, rows, accumulate: false);
        BackNorm(space.Final, _layout.FinalNorm, space.FinalScale);
        for (int layer = _shape.Layers - 1; layer >= 0; layer--)
        {
            LayerState state = space.Layers[layer];
            LayerTensors tensors = _layout.Layers[layer];
            PackedLayer packed = weights.Layers[layer];
            packed.Down.ApplyTransposed(stream, space.Hidden, rows);
            packed.Down.AddGradient(state.Hidden, stream, rows, gradient, space.Strips, space.Panels);
            SwiGlu.Backward(space.Hidden, state.GateUp, space.GateUp, rows, _shape.Hidden);
            packed.GateUp.ApplyTransposed(space.GateUp, space.Normed, rows);
            packed.GateUp.AddGradient(state.FeedNorm, space.GateUp, rows, gradient, space.Strips, space.Panels);
            BackNorm(state.Middle, tensors.FeedNorm, state.FeedScale);

            packed.Output.ApplyTransposed(stream, space.Heads, rows);
            packed.Output.AddGradient(state.Heads, stream, rows, gradient, space.Strips, space.Panels);
            Attention.Backward(_shape, row, state, space);
            _rope.Turn(space.QueryKeyValue, _shape.QueryKeyValue, rows, _shape.Heads + _shape.KeyHeads, -1);
            packed.QueryKeyValue.ApplyTransposed(space.QueryKeyValue, space.Normed, rows);
            packed.QueryKeyValue.AddGradient(state.AttentionNorm, space.QueryKeyValue, rows, gradient, space.Strips, space.Panels);
            BackNorm(state.Input, tensors.AttentionNorm, state.AttentionScale);
        }
        for (int i = 0; i < rows; i++)
        {
            float* target = gradient + _layout.Embedding.Offset + row.Tokens[i] * width;
            for (int j = 0; j < width; j++)
                target[j] += stream[i * width + j];
        }

        void BackNorm(float* input, Tensor gain, float* inverse) =>
            RmsNorm.Backward(space.Normed, input, weights.At(gain), inverse, stream, gradient + gain.Offset, rows, width);
    }

    static void Copy(float* from, float* to, int count) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}
