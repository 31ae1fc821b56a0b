using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;
using Lode.Memory;

namespace Lode.Tests;

/// <summary>
/// What GGUF readers compute for every architecture that Lode runs, as one would write it on a page, in binary64 and one position at a time:
/// llama.cpp's graphs with its own rules for what the file does not say (attention scale, pairs or halves, bases and scales of layers with a
/// window). It shares with the product only the decoders of stored blocks, whose results are tested to the bit elsewhere.
/// </summary>
sealed class Float64Transformer
{
    readonly GgufModel _model;
    readonly Dictionary<string, double[]> _tensors = [];
    readonly string _arch;
    readonly int _width, _layers, _heads, _keyHeads, _dimension, _hidden, _rotated, _window, _period, _experts, _used, _original, _context;
    readonly double _epsilon, _base, _localBase, _ropeFactor, _magnitude, _attentionCap, _finalCap, _scale;
    readonly string? _scaling;
    readonly bool _pairs;
    readonly List<double[]>[] _keys, _values;

    /// <param name="model">The model.</param>
    /// <param name="context">Positions of the context, which decide between LongRoPE's factors; 0 for the model's own.</param>
    public Float64Transformer(GgufModel model, int context = 0)
    {
        _model = model;
        GgufMetadata m = model.Metadata;
        _arch = m.GetString("general.architecture");
        _width = Integer("embedding_length", 0);
        _layers = Integer("block_count", 0);
        _heads = Integer("attention.head_count", 0);
        _keyHeads = Integer("attention.head_count_kv", _heads);
        _dimension = Integer("attention.key_length", _width / _heads);
        _experts = Integer("expert_count", 0);
        _used = Integer("expert_used_count", 0);
        _hidden = Integer(_arch == "qwen3moe" ? "expert_feed_forward_length" : "feed_forward_length", 0);
        _window = Integer("attention.sliding_window", 0);
        _period = Integer("attention.sliding_window_pattern", _arch switch { "gemma2" => 2, "gemma3" => 6, _ => 0 });
        _epsilon = Number("attention.layer_norm_rms_epsilon", 0);
        _rotated = Integer("rope.dimension_count", _dimension);
        _base = Number("rope.freq_base", 10000);
        _localBase = Number("rope.freq_base_swa", _arch == "gemma3" ? 10000 : _base);
        _scaling = m.FindString(_arch + ".rope.scaling.type");
        _ropeFactor = _scaling is "linear" or "yarn" ? Number("rope.scaling.factor", 1) : 1;
        _magnitude = Number("rope.scaling.attn_factor", 1) * (_scaling == "yarn" ? 0.1 * Math.Log(_ropeFactor) + 1 : 1);
        _context = context > 0 ? context : Integer("context_length", 0);
        _original = Integer("rope.scaling.original_context_length", Integer("context_length", 0));
        _attentionCap = _arch == "gemma2" ? Number("attn_logit_softcapping", 50) : 0;
        _finalCap = Number("final_logit_softcapping", _arch == "gemma2" ? 30 : 0);
        bool is27B = (_arch == "gemma2" && _layers == 46) || (_arch == "gemma3" && _layers == 62);
        _scale = Number("attention.scale", 1 / Math.Sqrt(is27B ? _width / _heads : _dimension));
        _pairs = _arch == "llama" && m.FindString("llama.rope.layout") != "halves";
        _keys = [.. Enumerable.Range(0, _layers).Select(_ => new List<double[]>())];
        _values = [.. Enumerable.Range(0, _layers).Select(_ => new List<double[]>())];

        int Integer(string key, int fallback) => (int)m.GetInteger($"{_arch}.{key}", fallback, 0, int.MaxValue);
        double Number(string key, double fallback) => m.TryGet($"{_arch}.{key}", out _) ? (float)m.GetNumber($"{_arch}.{key}", 0, 1e30) : fallback;
    }

    /// <summary>The experts chosen so far, in the order of positions and, within one, of layers; ascending.</summary>
    public List<int[]> Routed { get; } = [];

    bool IsGemma => _arch.StartsWith("gemma", StringComparison.Ordinal);

    /// <summary>Logits after the last of some more tokens.</summary>
    public double[] Logits(ReadOnlySpan<int> tokens)
    {
        double[] logits = [];
        foreach (int token in tokens)
            logits = Next(token);
        return logits;
    }

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
            double[] h = Norm(x, p + "ffn_norm.weight");
            Add(x, _experts > 0 ? Mixture(h, p) : PostNorm(FeedForward(h, p), p + "post_ffw_norm.weight"));
        }
        double[] logits = Multiply(Has("output.weight") ? "output.weight" : "token_embd.weight", Norm(x, "output_norm.weight"));
        return _finalCap == 0 ? logits : [.. logits.Select(value => _finalCap * Math.Tanh(value / _finalCap))];
    }

    double[] Attention(double[] h, int layer, string p)
    {
        bool isLocal = _window > 0 && (_period == 0 || layer % _period < _period - 1);
        double[] q, k, v;
        if (Has(p + "attn_qkv.weight"))
        {
            double[] all = Multiply(p + "attn_qkv.weight", h);
            (q, k, v) = (all[..(_heads * _dimension)], all[(_heads * _dimension)..^(_keyHeads * _dimension)], all[^(_keyHeads * _dimension)..]);
        }
        else
        {
            q = HeadNorm(Biased(Multiply(p + "attn_q.weight", h), p + "attn_q.bias"), p + "attn_q_norm.weight");
            k = HeadNorm(Biased(Multiply(p + "attn_k.weight", h), p + "attn_k.bias"), p + "attn_k_norm.weight");
            v = Biased(Multiply(p + "attn_v.weight", h), p + "attn_v.bias");
        }
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

    double[] Mixture(double[] h, string p)
    {
        double[] ratings = Multiply(p + "ffn_gate_inp.weight", h);
        double max = ratings.Max();
        double[] probabilities = [.. ratings.Select(r => Math.Exp(r - max))];
        int[] chosen = [.. Enumerable.Range(0, _experts).OrderByDescending(e => probabilities[e]).Take(_used)];
        Routed.Add([.. chosen.Order()]);
        double sum = chosen.Sum(e => probabilities[e]);
        double[] output = new double[_width];
        foreach (int expert in chosen)
        {
            double[] gate = Multiply(p + "ffn_gate_exps.weight", h, expert, _hidden);
            double[] up = Multiply(p + "ffn_up_exps.weight", h, expert, _hidden);
            double[] y = Multiply(p + "ffn_down_exps.weight", Activate(gate, up), expert, _width);
            for (int i = 0; i < _width; i++)
                output[i] += probabilities[expert] / sum * y[i];
        }
        return output;
    }

    double[] FeedForward(double[] h, string p)
    {
        double[] up = Multiply(p + "ffn_up.weight", h);
        (double[] gate, up) = Has(p + "ffn_gate.weight") ? (Multiply(p + "ffn_gate.weight", h), up) : (up[.._hidden], up[_hidden..]);
        return Multiply(p + "ffn_down.weight", Activate(gate, up));
    }

    double[] Activate(double[] gate, double[] up) => [.. gate.Zip(up, (g, u) => (IsGemma ? Gelu(g) : g / (1 + Math.Exp(-g))) * u)];

    void Rotate(double[] heads, int position, bool isLocal)
    {
        string name = !Has("rope_factors_long.weight") ? "rope_freqs.weight"
            : _context > _original ? "rope_factors_long.weight" : "rope_factors_short.weight";
        double[]? factors = Has(name) ? Tensor(name) : null;
        for (int head = 0; head < heads.Length; head += _dimension)
        {
            for (int i = 0; i < _rotated / 2; i++)
            {
                double frequency = Math.Pow(isLocal ? _localBase : _base, -2.0 * i / _rotated) / (factors?[i] ?? 1);
                double angle = position * (isLocal && _arch == "gemma3" ? frequency : Scaled(frequency, i));
                int first = head + (_pairs ? 2 * i : i);
                int second = _pairs ? first + 1 : first + _rotated / 2;
                (double a, double b) = (heads[first], heads[second]);
                heads[first] = _magnitude * (a * Math.Cos(angle) - b * Math.Sin(angle));
                heads[second] = _magnitude * (a * Math.Sin(angle) + b * Math.Cos(angle));
            }
        }
    }

    /// <summary>Linear scaling, or YaRN as in its authors' code: interpolated and extrapolated frequencies mixed by a ramp.</summary>
    double Scaled(double frequency, int pair)
    {
        if (_scaling != "yarn")
            return frequency / _ropeFactor;
        double Dimension(double turns) => _rotated * Math.Log(_original / (turns * 2 * Math.PI)) / (2 * Math.Log(_base));
        double low = Math.Max(Math.Floor(Dimension(32)), 0);
        double high = Math.Min(Math.Ceiling(Dimension(1)), _rotated - 1);
        double ramp = Math.Clamp((pair - low) / (low == high ? 0.001 : high - low), 0, 1);
        return frequency / _ropeFactor * ramp + frequency * (1 - ramp);
    }

    double[] HeadNorm(double[] heads, string gain) => !Has(gain) ? heads
        : [.. heads.Chunk(_dimension).SelectMany(head => Norm(head, gain))];

    double[] PostNorm(double[] x, string gain) => Has(gain) ? Norm(x, gain) : x;

    double[] Norm(double[] x, string gain)
    {
        double scale = 1 / Math.Sqrt(x.Average(v => v * v) + _epsilon);
        return [.. x.Zip(Tensor(gain), (v, g) => v * scale * g)];
    }

    double[] Multiply(string name, double[] x, int slice = 0, int rows = 0)
    {
        double[] weights = Tensor(name);
        double[] y = new double[rows == 0 ? weights.Length / x.Length : rows];
        for (int row = 0; row < y.Length; row++)
        {
            int start = (slice * y.Length + row) * x.Length;
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
