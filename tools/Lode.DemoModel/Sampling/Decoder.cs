using System.Numerics;
using Lode.DemoModel.Kernels;
using Lode.DemoModel.Training;

namespace Lode.DemoModel.Sampling;

/// <summary>A second, plain form of the network: one token at a time over remembered keys and values.</summary>
/// <remarks>It shares no arithmetic with training but the positions' table, so that each checks the other.</remarks>
sealed class Decoder(ModelFile model) : IDisposable
{
    const int HeadWidth = Rope.HeadWidth;

    readonly Shape _shape = model.Shape;
    readonly Rope _rope = new(model.Shape.Context);
    readonly float[][] _keys = [.. Enumerable.Range(0, model.Shape.Layers).Select(_ => new float[model.Shape.Context * model.Shape.KeyHeads * HeadWidth])];
    readonly float[][] _values = [.. Enumerable.Range(0, model.Shape.Layers).Select(_ => new float[model.Shape.Context * model.Shape.KeyHeads * HeadWidth])];

    /// <summary>How many tokens it has seen.</summary>
    public int Position { get; private set; }

    public void Reset() => Position = 0;

    public void Dispose() => _rope.Dispose();

    /// <summary>The logits after one more token.</summary>
    public float[] Step(int token)
    {
        float[] embedding = model["token_embd.weight"];
        float[] x = embedding.AsSpan(token * _shape.Width, _shape.Width).ToArray();
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            string name = $"blk.{layer}.";
            Add(x, Multiply(model[name + "attn_output.weight"], Attend(layer, Norm(x, model[name + "attn_norm.weight"]))));
            float[] normed = Norm(x, model[name + "ffn_norm.weight"]);
            float[] hidden = Multiply(model[name + "ffn_gate.weight"], normed), up = Multiply(model[name + "ffn_up.weight"], normed);
            for (int i = 0; i < hidden.Length; i++)
                hidden[i] *= up[i] / (1 + MathF.Exp(-hidden[i]));
            Add(x, Multiply(model[name + "ffn_down.weight"], hidden));
        }
        Position++;
        return Multiply(embedding, Norm(x, model["output_norm.weight"]));
    }

    float[] Attend(int layer, float[] x)
    {
        string name = $"blk.{layer}.";
        float[] queries = Multiply(model[name + "attn_q.weight"], x), keys = Multiply(model[name + "attn_k.weight"], x);
        Turn(queries);
        Turn(keys);
        int width = keys.Length;
        keys.CopyTo(_keys[layer], Position * width);
        Multiply(model[name + "attn_v.weight"], x).CopyTo(_values[layer], Position * width);
        float[] result = new float[_shape.Width], weights = new float[Position + 1];
        for (int head = 0; head < _shape.Heads; head++)
        {
            int group = head * _shape.KeyHeads / _shape.Heads * HeadWidth;
            for (int past = 0; past <= Position; past++)
                weights[past] = Dot(queries.AsSpan(head * HeadWidth, HeadWidth), _keys[layer].AsSpan(past * width + group, HeadWidth)) / MathF.Sqrt(HeadWidth);
            Normalize(weights);
            for (int past = 0; past <= Position; past++)
            {
                for (int i = 0; i < HeadWidth; i++)
                    result[head * HeadWidth + i] += weights[past] * _values[layer][past * width + group + i];
            }
        }
        return result;
    }

    unsafe void Turn(float[] heads)
    {
        fixed (float* x = heads)
            _rope.Turn(x, heads.Length, 1, heads.Length / HeadWidth, 1, Position);
    }

    static void Add(float[] x, float[] y)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] += y[i];
    }

    static float[] Norm(float[] x, float[] gain)
    {
        float scale = 1 / MathF.Sqrt(Dot(x, x) / x.Length + RmsNorm.Epsilon);
        return [.. x.Select((value, i) => value * scale * gain[i])];
    }

    /// <summary>The matrix [out, in] times x.</summary>
    static float[] Multiply(float[] matrix, float[] x)
    {
        float[] y = new float[matrix.Length / x.Length];
        for (int i = 0; i < y.Length; i++)
            y[i] = Dot(matrix.AsSpan(i * x.Length, x.Length), x);
        return y;
    }

    static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sum = default;
        for (int i = 0; i < a.Length; i += Vector<float>.Count)
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        return Vector.Sum(sum);
    }

    static void Normalize(float[] x)
    {
        float largest = x.Max(), sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] = MathF.Exp(x[i] - largest);
        for (int i = 0; i < x.Length; i++)
            x[i] /= sum;
    }
}
