using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;

namespace Lode.Inference.Tests;

/// <summary>
/// The llama architecture as one would write it on a page, in binary64 and one position at a time: a second implementation that shares
/// with the first only the decoders of stored blocks (whose results are tested to the bit elsewhere).
/// </summary>
sealed class Float64Llama
{
    readonly GgufModel _model;
    readonly Dictionary<string, double[]> _tensors = [];
    readonly int _width, _layers, _heads, _keyHeads, _dimension, _hidden, _rotated, _experts, _used, _window;
    readonly bool _halves;
    readonly double _epsilon, _base;
    readonly List<double[]>[] _keys, _values;

    public Float64Llama(GgufModel model)
    {
        _model = model;
        GgufMetadata m = model.Metadata;
        int Integer(string key, int fallback) => (int)m.GetInteger("llama." + key, fallback, 0, int.MaxValue);
        _width = Integer("embedding_length", 0);
        _layers = Integer("block_count", 0);
        _heads = Integer("attention.head_count", 0);
        _keyHeads = Integer("attention.head_count_kv", _heads);
        _dimension = Integer("attention.key_length", _width / _heads);
        _hidden = Integer("feed_forward_length", 0);
        _rotated = Integer("rope.dimension_count", _dimension);
        _experts = Integer("expert_count", 0);
        _used = Integer("expert_used_count", 0);
        _window = Integer("attention.sliding_window", 0);
        _halves = m.FindString("llama.rope.layout") == "halves";
        _epsilon = (float)m.GetNumber("llama.attention.layer_norm_rms_epsilon", 0, 1);
        _base = (float)m.GetNumber("llama.rope.freq_base", 10000, 0, 1e12);
        _keys = [.. Enumerable.Range(0, _layers).Select(_ => new List<double[]>())];
        _values = [.. Enumerable.Range(0, _layers).Select(_ => new List<double[]>())];
    }

    /// <summary>Logits after the last token.</summary>
    public double[] Logits(ReadOnlySpan<int> tokens)
    {
        double[] logits = [];
        foreach (int token in tokens)
            logits = Next(token);
        return logits;
    }

    double[] Next(int token)
    {
        double[] x = Tensor("token_embd.weight").AsSpan(token * _width, _width).ToArray();
        for (int layer = 0; layer < _layers; layer++)
        {
            string p = $"blk.{layer}.";
            Add(x, Attention(Norm(x, p + "attn_norm.weight"), layer, p));
            double[] h = Norm(x, p + "ffn_norm.weight");
            Add(x, _experts == 0 ? FeedForward(h, p, ".weight", 0) : Mixture(h, p));
        }
        double[] final = Norm(x, "output_norm.weight");
        return Multiply(Has("output.weight") ? "output.weight" : "token_embd.weight", final);
    }

    double[] Attention(double[] h, int layer, string p)
    {
        double[] q = Biased(Multiply(p + "attn_q.weight", h), p + "attn_q.bias");
        double[] k = Biased(Multiply(p + "attn_k.weight", h), p + "attn_k.bias");
        double[] v = Biased(Multiply(p + "attn_v.weight", h), p + "attn_v.bias");
        int position = _keys[layer].Count;
        Rotate(q, position);
        Rotate(k, position);
        _keys[layer].Add(k);
        _values[layer].Add(v);
        double[] output = new double[_heads * _dimension];
        for (int head = 0; head < _heads; head++)
        {
            int query = head * _dimension;
            int key = head / (_heads / _keyHeads) * _dimension;
            double[] scores = [.. _keys[layer].Select(past =>
                Enumerable.Range(0, _dimension).Sum(d => q[query + d] * past[key + d]) / Math.Sqrt(_dimension))];
            int begin = _window == 0 ? 0 : Math.Max(0, position - _window + 1);
            double max = scores[begin..].Max();
            double sum = scores[begin..].Sum(s => Math.Exp(s - max));
            for (int past = begin; past <= position; past++)
            {
                for (int d = 0; d < _dimension; d++)
                    output[query + d] += Math.Exp(scores[past] - max) / sum * _values[layer][past][key + d];
            }
        }
        return Biased(Multiply(p + "attn_output.weight", output), p + "attn_output.bias");
    }

    double[] Mixture(double[] h, string p)
    {
        double[] ratings = Multiply(p + "ffn_gate_inp.weight", h);
        double max = ratings.Max();
        double[] probabilities = [.. ratings.Select(r => Math.Exp(r - max))];
        int[] chosen = [.. Enumerable.Range(0, _experts).OrderByDescending(e => probabilities[e]).Take(_used)];
        double sum = chosen.Sum(e => probabilities[e]);
        double[] output = new double[_width];
        foreach (int expert in chosen)
        {
            double[] y = FeedForward(h, p, "_exps.weight", expert);
            for (int i = 0; i < _width; i++)
                output[i] += probabilities[expert] / sum * y[i];
        }
        return output;
    }

    double[] FeedForward(double[] h, string p, string suffix, int expert)
    {
        double[] gate = Multiply(p + "ffn_gate" + suffix, h, expert, _hidden);
        double[] up = Multiply(p + "ffn_up" + suffix, h, expert, _hidden);
        double[] inner = [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)];
        return Multiply(p + "ffn_down" + suffix, inner, expert, _width);
    }

    void Rotate(double[] heads, int position)
    {
        double[]? factors = Has("rope_freqs.weight") ? Tensor("rope_freqs.weight") : null;
        for (int head = 0; head < heads.Length; head += _dimension)
        {
            for (int i = 0; i < _rotated; i += 2)
            {
                double angle = position * Math.Pow(_base, -(double)i / _rotated) / (factors?[i / 2] ?? 1);
                int first = head + (_halves ? i / 2 : i);
                int second = _halves ? first + _rotated / 2 : first + 1;
                (double a, double b) = (heads[first], heads[second]);
                heads[first] = a * Math.Cos(angle) - b * Math.Sin(angle);
                heads[second] = a * Math.Sin(angle) + b * Math.Cos(angle);
            }
        }
    }

    double[] Norm(double[] x, string gain)
    {
        double scale = 1 / Math.Sqrt(x.Average(v => v * v) + _epsilon);
        return [.. x.Zip(Tensor(gain), (v, g) => v * scale * g)];
    }

    double[] Multiply(string name, double[] x, int slice = 0, int rows = 0)
    {
        double[] weights = Tensor(name);
        rows = rows == 0 ? weights.Length / x.Length : rows;
        double[] y = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            int start = (slice * rows + row) * x.Length;
            for (int i = 0; i < x.Length; i++)
                y[row] += weights[start + i] * x[i];
        }
        return y;
    }

    double[] Biased(double[] x, string name)
    {
        if (Has(name))
            Add(x, Tensor(name));
        return x;
    }

    bool Has(string name) => _model.TryGetTensor(name, out _);

    double[] Tensor(string name)
    {
        if (_tensors.TryGetValue(name, out double[]? values))
            return values;
        _model.TryGetTensor(name, out GgufTensor? tensor).ShouldBeTrue(name);
        float[] decoded = new float[tensor!.ElementCount];
        using Memory.MappedView view = tensor.View();
        RowDecoder.Decode((TensorFormat)tensor.Type, view.Span(0, (int)tensor.ByteLength), decoded);
        return _tensors[name] = [.. decoded.Select(v => (double)v)];
    }

    static void Add(double[] x, double[] y)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] += y[i];
    }
}
