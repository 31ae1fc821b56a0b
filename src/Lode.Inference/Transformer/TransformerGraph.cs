using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lode.Inference.Cache;
using Lode.Kernels.Matrix;
using Lode.Kernels.Operators;
using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>The forward pass over a slice of tokens, as the architecture's description says.</summary>
/// <remarks>
/// Embedding, then for each layer <see cref="SelfAttention"/> and <see cref="FeedForward"/>, then the last norm and the output matrix. Every
/// operation works on one token's rows at a time or is a product of matrices, whose results do not depend on the other rows.
/// </remarks>
sealed unsafe class TransformerGraph : TeamProgram, IDisposable
{
    readonly Hyperparameters _shape;
    readonly TransformerWeights _weights;
    readonly Workspace _work;
    readonly RotationTable _rotations;
    readonly SelfAttention _attention;
    readonly Operator[] _first;
    readonly Operator[] _layer; // of every layer
    readonly Operator[] _last;
    readonly nint[] _outputRows;
    Operator[] _current = [];
    int _next;
    int _nextLayer;
    int _logits;

    internal TransformerGraph(Model model, KvCache cache, ThreadTeam team, int maxTokens, int contextLength)
    {
        _shape = model.Hyperparameters;
        _weights = model.Transformer;
        _rotations = new RotationTable(model, contextLength);
        _work = new Workspace(model, team, maxTokens, _rotations.Count);
        _rotations.Attach(_work.Rows);
        _attention = new SelfAttention(_work, cache, _rotations, contextLength);
        FeedForward = _shape.ExpertCount == 0 ? new DenseFeedForward(_work) : new MixtureOfExperts(_work);
        _first = [new RowOperator("embed, norm", () => _work.Slice.Count, Embed)];
        _layer = [.. _attention.Operators, .. FeedForward.Operators];
        _last = [new InputOperator("norm, quantise for output", _work.Product, AddOutput), new ProductOperator("output", _work.Product), new RowOperator("cap logits", CappedRows, CapLogits)];
        _outputRows = GC.AllocateArray<nint>(maxTokens, pinned: true);
    }

    internal FeedForward FeedForward { get; }

    internal void Run(Slice slice)
    {
        _work.Slice = slice;
        _work.Team.Run(this);
    }

    /// <summary>Told of every operator, or null.</summary>
    internal StepProfile? Profile
    {
        get;
        set
        {
            value?.SetOperators([.. _first.Concat(_layer).Concat(_last).Select(one => one.Name)]);
            field = value;
        }
    }

    public override void Reset()
    {
        _current = _first;
        _next = 0;
        _nextLayer = 0;
    }

    public override TeamJob? Next(out int chunks)
    {
        if (_next == _current.Length)
        {
            if (_current == _last)
            {
                Profile?.Enter(-1);
                chunks = 0;
                return null;
            }
            _next = 0;
            if (_nextLayer == _shape.LayerCount)
            {
                _current = _last;
            }
            else
            {
                _current = _layer;
                _work.SetLayer(_weights.Layers, _nextLayer++);
            }
        }
        Profile?.Enter(_next + (_current == _first ? 0 : _current == _layer ? _first.Length : _first.Length + _layer.Length));
        return _current[_next++].Open(out chunks);
    }

    public void Dispose()
    {
        _attention.Dispose();
        _work.Dispose();
    }

    void Embed(int token)
    {
        Slice slice = _work.Slice;
        float* state = _work.Rows.State + token * _work.Rows.Width;
        _weights.TokenEmbedding.DecodeRow(slice.Tokens[token], state);
        if (_shape.EmbeddingScale != 1)
            ScaleRow.Row(state, _shape.EmbeddingLength, _shape.EmbeddingScale);
        _rotations.Fill(token, slice.Positions[token]);
        _work.Norm(token, _weights.Layers[0].AttentionNorm);
    }

    /// <summary>Normalises the states that were asked for, and multiplies them with the output matrix into the caller's memory.</summary>
    void AddOutput(ProductJob product)
    {
        Activations rows = _work.Rows;
        Slice slice = _work.Slice;
        _logits = 0;
        for (int token = 0; token < slice.Count; token++)
        {
            float* target = slice.Target(token);
            if (target == null)
                continue;
            bool isLogits = slice.Kinds[token] == RowKind.Logits;
            float* normed = isLogits ? rows.Normed + _logits * rows.Width : target;
            RmsNorm.Row(rows.State + token * rows.Width, _weights.OutputNorm, normed, _shape.EmbeddingLength, _shape.NormEpsilon);
            if (isLogits)
                _outputRows[_logits++] = (nint)target;
        }
        product.Add(_weights.Output, rows.Normed, rows.Width, _logits, (float**)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_outputRows)));
    }

    int CappedRows() => _shape.FinalSoftCap == 0 ? 0 : _logits;

    void CapLogits(int row) => SoftCap.Row((float*)_outputRows[row], _shape.VocabularySize, _shape.FinalSoftCap);
}
