using Lode.Inference.Cache;
using Lode.Inference.Jobs;
using Lode.Kernels.Matrix;
using Lode.Kernels.Operators;
using Lode.Kernels.Threading;

namespace Lode.Inference.Llama;

/// <summary>The forward pass of the llama architecture over a slice of tokens.</summary>
/// <remarks>
/// Per layer: x += W_o attention(rope(W_q n(x)), rope(W_k n(x)), W_v n(x)); x += W_down (silu(W_gate n(x)) * W_up n(x)), with n = RMS norm.
/// Every operation works on one token's rows at a time or is a <see cref="ProductJob"/>, whose results do not depend on the other rows.
/// </remarks>
sealed unsafe class LlamaGraph : IDisposable
{
    readonly Hyperparameters _shape;
    readonly LlamaWeights _weights;
    readonly KvCache _cache;
    readonly ThreadTeam _team;
    readonly Activations _rows;
    readonly ProductJob _product;
    readonly AttentionJob _attention;
    readonly MixtureOfExperts? _experts;
    readonly TokenJob _embed;
    readonly TokenJob _normAttention;
    readonly TokenJob _rotateAndStore;
    readonly TokenJob _addAttention;
    readonly TokenJob _activate;
    readonly TokenJob _addFeedForward;
    readonly nint[] _outputRows;
    Slice _slice = null!;
    LlamaLayer _layer = null!;
    int _layerIndex;

    internal LlamaGraph(Model model, KvCache cache, ThreadTeam team, int maxTokens, int contextLength)
    {
        _shape = model.Hyperparameters;
        _weights = model.Llama;
        _cache = cache;
        _team = team;
        _rows = new Activations(_shape, maxTokens);
        _product = new ProductJob(team.Size, maxTokens, Math.Max(3, 2 * _shape.ExpertCount));
        _attention = new AttentionJob(_shape, cache, _rows, team.Size, contextLength);
        _experts = _shape.ExpertCount == 0 ? null : new MixtureOfExperts(_shape, _rows, team, _product, maxTokens);
        _embed = new TokenJob(Embed);
        _normAttention = new TokenJob(NormAttention);
        _rotateAndStore = new TokenJob(RotateAndStore);
        _addAttention = new TokenJob(AddAttention);
        _activate = new TokenJob(Activate);
        _addFeedForward = new TokenJob(AddFeedForward);
        _outputRows = new nint[maxTokens];
    }

    internal void Run(Slice slice)
    {
        _slice = slice;
        _team.Run(_embed, slice.Count);
        for (_layerIndex = 0; _layerIndex < _shape.LayerCount; _layerIndex++)
        {
            _layer = _weights.Layers[_layerIndex];
            Attention();
            if (_experts is null)
                FeedForward();
            else
                _experts.Run(_layer, slice.Count);
        }
        WriteRows();
    }

    public void Dispose()
    {
        _product.Dispose();
        _attention.Dispose();
        _rows.Dispose();
    }

    void Attention()
    {
        int tokens = _slice.Count;
        _team.Run(_normAttention, tokens);
        _product.Clear();
        _product.Add(_layer.Query, _rows.Normed, _rows.Width, tokens, _rows.Query, _rows.QueryWidth);
        _product.Add(_layer.Key, _rows.Normed, _rows.Width, tokens, _rows.Key, _rows.KeyWidth);
        _product.Add(_layer.Value, _rows.Normed, _rows.Width, tokens, _rows.Value, _rows.KeyWidth);
        _product.Run(_team);
        _team.Run(_rotateAndStore, tokens);
        _attention.Run(_team, _slice, _layerIndex);
        _product.Clear();
        _product.Add(_layer.AttentionOutput, _rows.Attended, _rows.QueryWidth, tokens, _rows.Projected, _rows.Width);
        _product.Run(_team);
        _team.Run(_addAttention, tokens);
    }

    void FeedForward()
    {
        int tokens = _slice.Count;
        _product.Clear();
        _product.Add(_layer.Gate[0], _rows.Normed, _rows.Width, tokens, _rows.Gate, _rows.HiddenWidth);
        _product.Add(_layer.Up[0], _rows.Normed, _rows.Width, tokens, _rows.Up, _rows.HiddenWidth);
        _product.Run(_team);
        _team.Run(_activate, tokens);
        _product.Clear();
        _product.Add(_layer.Down[0], _rows.Gate, _rows.HiddenWidth, tokens, _rows.Projected, _rows.Width);
        _product.Run(_team);
        _team.Run(_addFeedForward, tokens);
    }

    /// <summary>Normalises the states that were asked for and turns them into rows, in the caller's memory.</summary>
    void WriteRows()
    {
        int logits = 0;
        for (int token = 0; token < _slice.Count; token++)
        {
            float* target = _slice.Target(token);
            if (target == null)
                continue;
            bool isLogits = _slice.Kinds[token] == RowKind.Logits;
            float* normed = isLogits ? _rows.Normed + logits * _rows.Width : target;
            RmsNorm.Row(_rows.State + token * _rows.Width, _weights.OutputNorm, normed, _shape.EmbeddingLength, _shape.NormEpsilon);
            if (isLogits)
                _outputRows[logits++] = (nint)target;
        }
        if (logits == 0)
            return;
        fixed (nint* rows = _outputRows)
        {
            _product.Clear();
            _product.Add(_weights.Output, _rows.Normed, _rows.Width, logits, (float**)rows);
            _product.Run(_team);
        }
    }

    void Embed(int token)
    {
        _weights.TokenEmbedding.DecodeRow(_slice.Tokens[token], _rows.State + token * _rows.Width);
        Rope.FillTable(_rows.CosSin + token * _rows.RopeWidth, _slice.Positions[token], _weights.RopeFrequencies);
    }

    void NormAttention(int token) => Norm(token, _layer.AttentionNorm);

    void RotateAndStore(int token)
    {
        float* query = _rows.Query + token * _rows.QueryWidth;
        float* key = _rows.Key + token * _rows.KeyWidth;
        float* value = _rows.Value + token * _rows.KeyWidth;
        float* cosSin = _rows.CosSin + token * _rows.RopeWidth;
        int dimension = _shape.HeadDimension;
        AddBias(query, _layer.QueryBias, _shape.HeadCount * dimension);
        AddBias(key, _layer.KeyBias, _shape.KeyValueHeadCount * dimension);
        AddBias(value, _layer.ValueBias, _shape.KeyValueHeadCount * dimension);
        for (int head = 0; head < _shape.HeadCount; head++)
            Rotate(query + head * dimension, cosSin);

        KvSequence sequence = _slice.Sequence(token);
        int entry = _slice.Entries[token];
        int block = sequence.Blocks[entry];
        int slot = _slice.Positions[token] - sequence.Starts[entry];
        for (int head = 0; head < _shape.KeyValueHeadCount; head++)
        {
            Rotate(key + head * dimension, cosSin);
            AttentionTile.StoreKey(_cache.Keys(block, _layerIndex, head), slot, key + head * dimension, dimension);
            AttentionTile.StoreValue(_cache.Values(block, _layerIndex, head), slot, value + head * dimension, dimension);
        }
    }

    void Rotate(float* head, float* cosSin)
    {
        if (_shape.RopeLayout == RopeLayout.Halves)
            Rope.Halves(head, cosSin, _shape.RopeDimensions);
        else
            Rope.Pairs(head, cosSin, _shape.RopeDimensions);
    }

    void AddAttention(int token)
    {
        float* projected = _rows.Projected + token * _rows.Width;
        AddBias(projected, _layer.AttentionOutputBias, _shape.EmbeddingLength);
        AddRow.Row(_rows.State + token * _rows.Width, projected, _shape.EmbeddingLength);
        Norm(token, _layer.FeedForwardNorm);
    }

    void Activate(int token) =>
        SwiGlu.Row(_rows.Gate + token * _rows.HiddenWidth, _rows.Up + token * _rows.HiddenWidth, _shape.FeedForwardLength);

    void AddFeedForward(int token) =>
        AddRow.Row(_rows.State + token * _rows.Width, _rows.Projected + token * _rows.Width, _shape.EmbeddingLength);

    void Norm(int token, float* gain) =>
        RmsNorm.Row(_rows.State + token * _rows.Width, gain, _rows.Normed + token * _rows.Width, _shape.EmbeddingLength, _shape.NormEpsilon);

    static void AddBias(float* row, float* bias, int length)
    {
        if (bias != null)
            AddRow.Row(row, bias, length);
    }
}
