using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;
using Lode.Memory;

namespace Lode.Packing.Tests;

/// <summary>
/// What GGUF readers compute for llama, qwen2, qwen3, gemma2 and gemma3, as one would write it on a page, in binary64: llama.cpp's graphs
/// with its own rules for what the file does not say (attention scale, pairs or halves, bases and scales of layers with a window).
/// </summary>
sealed class Float64Transformer
{
    readonly GgufModel _model;
    readonly Dictionary<string, double[]> _tensors = [];
    readonly string _arch;
    readonly int _width, _layers, _heads, _keyHeads, _dimension, _hidden, _window, _period;
    readonly double _epsilon, _base, _localBase, _ropeFactor, _attentionCap, _finalCap, _scale;
    readonly List<double[]>[] _keys, _values;

    public Float64Transformer(GgufModel model)
    {
        _model = model;
        GgufMetadata m = model.Metadata;
        _arch = m.GetString("general.architecture");
        _width = Integer("embedding_length", 0);
        _layers = Integer("block_count", 0);
        _heads = Integer("attention.head_count", 0);
        _keyHeads = Integer("attention.head_count_kv", _heads);
        _dimension = Integer("attention.key_length", _width / _heads);
        _hidden = Integer("feed_forward_length", 0);
        _window = Integer("attention.sliding_window", 0);
        _period = Integer("attention.sliding_window_pattern", _arch switch { "gemma2" => 2, "gemma3" => 6, _ => 0 });
        _epsilon = Number("attention.layer_norm_rms_epsilon", 0);
        _base = Number("rope.freq_base", 10000);
        _localBase = Number("rope.freq_base_swa", _arch == "gemma3" ? 10000 : _base);
        _ropeFactor = m.FindString(_arch + ".rope.scaling.type") == "linear" ? Number("rope.scaling.factor", 1) : 1;
        _attentionCap = _arch == "gemma2" ? Number("attn_logit_softcapping", 50) : 0;
        _finalCap = _arch == "gemma2" ? Number("final_logit_softcapping", 30) : 0;
        bool is27B = (_arch == "gemma2" && _layers == 46) || (_arch == "gemma3" && _layers == 62);
        _scale = 1 / Math.Sqrt(is27B ? _width / _heads : _dimension);
        _keys = [.. Enumerable.Range(0, _layers).Select(_ => new List<double[]>())];
        _values = [.. Enumerable.Range(0, _layers).Select(_ => new List<double[]>())];

        int Integer(string key, int fallback) => (int)m.GetInteger($"{_arch}.{key}", fallback, 0, int.MaxValue);
        double Number(string key, double fallback) => (float)m.GetNumber($"{_arch}.{key}", fallback, 0, 1e30);
    }

    bool IsGemma => _arch.StartsWith("gemma", StringComparison.Ordinal);

    /// <summary>Logits after one more token.</summary>
    public double[] Next(int token)
    {
        double[] x = Tensor("token_embd.weight").AsSpan(token * _width, _width).ToArray();
        if (IsGemma)
            x = [.. x.Select(value => value * (float)Math.Sqrt(_width))];
        for (int layer = 0; layer < _layers; layer++)
        {
            string p = $"blk.{layer}.";
            Add(x, PostNorm(Attention(Norm(x, p + "attn_norm.weight"), layer, p), p + "post_attention_norm.weight"));
            Add(x, PostNorm(FeedForward(Norm(x, p + "ffn_norm.weight"), p), p + "post_ffw_norm.weight"));
        }
        double[] logits = Multiply(Has("output.weight") ? "output.weight" : "token_embd.weight", Norm(x, "output_norm.weight"));
        return _finalCap == 0 ? logits : [.. logits.Select(value => _finalCap * Math.Tanh(value / _finalCap))];
    }

    double[] Attention(double[] h, int layer, string p)
    {
        bool isLocal = _window > 0 && (_period == 0 || layer % _period < _period - 1);
        double[] q = HeadNorm(Biased(Multiply(p + "attn_q.weight", h), p + "attn_q.bias"), p + "attn_q_norm.weight");
        double[] k = HeadNorm(Biased(Multiply(p + "attn_k.weight", h), p + "attn_k.bias"), p + "attn_k_norm.weight");
        double[] v = Biased(Multiply(p + "attn_v.weight", h), p + "attn_v.bias");
        int position = _keys[layer].Count;
        Rotate(q, position, isLocal);
        Rotate(k, position, isLocal);
        _keys[layer].Add(k);
        _values[layer].Add(v);
        int begin = isLocal ? Math.Max(0, position - _window + 1) : 0;
        double[] output = new double[_heads * _dimension];
        for (int head = 0; head < _heads; head++)
        {
            int query = head * _dimension;
            int key = head / (_heads / _keyHeads) * _dimension;
            double[] scores = new double[position + 1 - begin];
            for (int past = begin; past <= position; past++)
            {
                double score = _scale * Enumerable.Range(0, _dimension).Sum(d => q[query + d] * _keys[layer][past][key + d]);
                scores[past - begin] = _attentionCap == 0 ? score : _attentionCap * Math.Tanh(score / _attentionCap);
            }
            double max = scores.Max();
            double sum = scores.Sum(s => Math.Exp(s - max));
            for (int past = begin; past <= position; past++)
            {
                for (int d = 0; d < _dimension; d++)
                    output[query + d] += Math.Exp(scores[past - begin] - max) / sum * _values[layer][past][key + d];
            }
        }
        return Biased(Multiply(p + "attn_output.weight", output), p + "attn_output.bias");
    }

    double[] FeedForward(double[] h, string p)
    {
        double[] gate = Multiply(p + "ffn_gate.weight", h);
        double[] up = Multiply(p + "ffn_up.weight", h);
        return Multiply(p + "ffn_down.weight", [.. gate.Zip(up, (g, u) => (IsGemma ? Gelu(g) : g / (1 + Math.Exp(-g))) * u)]);
    }

    void Rotate(double[] heads, int position, bool isLocal)
    {
        double[]? factors = Has("rope_freqs.weight") ? Tensor("rope_freqs.weight") : null;
        bool unscaled = isLocal && _arch == "gemma3";
        for (int head = 0; head < heads.Length; head += _dimension)
        {
            for (int i = 0; i < _dimension / 2; i++)
            {
                double frequency = Math.Pow(isLocal ? _localBase : _base, -2.0 * i / _dimension) / (factors?[i] ?? 1);
                double angle = position * frequency / (unscaled ? 1 : _ropeFactor);
                int first = head + (_arch == "llama" ? 2 * i : i);
                int second = _arch == "llama" ? first + 1 : first + _dimension / 2;
                (double a, double b) = (heads[first], heads[second]);
                heads[first] = a * Math.Cos(angle) - b * Math.Sin(angle);
                heads[second] = a * Math.Sin(angle) + b * Math.Cos(angle);
            }
        }
    }

    double[] HeadNorm(double[] heads, string gain) => !Has(gain) ? heads
        : [.. heads.Chunk(_dimension).SelectMany(head => Norm(head, gain))];

    double[] PostNorm(double[] x, string gain) => Has(gain) ? Norm(x, gain) : x;

    double[] Norm(double[] x, string gain)
    {
        double scale = 1 / Math.Sqrt(x.Average(v => v * v) + _epsilon);
        return [.. x.Zip(Tensor(gain), (v, g) => v * scale * g)];
    }

    double[] Multiply(string name, double[] x)
    {
        double[] weights = Tensor(name);
        double[] y = new double[weights.Length / x.Length];
        for (int row = 0; row < y.Length; row++)
        {
            for (int i = 0; i < x.Length; i++)
                y[row] += weights[row * x.Length + i] * x[i];
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
        using MappedView view = tensor.View();
        RowDecoder.Decode((TensorFormat)tensor.Type, view.Span(0, (int)tensor.ByteLength), decoded);
        return _tensors[name] = [.. decoded.Select(v => (double)v)];
    }

    static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    static void Add(double[] x, double[] y)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] += y[i];
    }
}
