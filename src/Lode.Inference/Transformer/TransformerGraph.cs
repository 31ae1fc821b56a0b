using Lode.Inference.Cache;
using Lode.Kernels.Operators;
using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>The forward pass over a slice of tokens, as the architecture's description says.</summary>
/// <remarks>
/// Embedding, then for each layer <see cref="SelfAttention"/> and <see cref="FeedForward"/>, then the last norm and the output matrix. Every
/// operation works on one token's rows at a time or is a product of matrices, whose results do not depend on the other rows.
/// </remarks>
sealed unsafe class TransformerGraph : IDisposable
{
    readonly Hyperparameters _shape;
    readonly TransformerWeights _weights;
    readonly Workspace _work;
    readonly RotationTable _rotations;
    readonly SelfAttention _attention;
    readonly TokenJob _embed;
    readonly TokenJob _capLogits;
    readonly nint[] _outputRows;

    internal TransformerGraph(Model model, KvCache cache, ThreadTeam team, int maxTokens, int contextLength)
    {
        _shape = model.Hyperparameters;
        _weights = model.Transformer;
        _rotations = new RotationTable(model, contextLength);
        _work = new Workspace(model, team, maxTokens, _rotations.Count);
        _rotations.Attach(_work.Rows);
        _attention = new SelfAttention(_work, cache, _rotations, contextLength);
        FeedForward = _shape.ExpertCount == 0 ? new DenseFeedForward(_work) : new MixtureOfExperts(_work);
        _embed = new TokenJob(Embed);
        _capLogits = new TokenJob(CapLogits);
        _outputRows = new nint[maxTokens];
    }

    internal FeedForward FeedForward { get; }

    internal void Run(Slice slice)
    {
        _work.Slice = slice;
        _work.Team.Run(_embed, slice.Count);
        for (int layer = 0; layer < _shape.LayerCount; layer++)
        {
            _attention.Run(_weights.Layers[layer], layer);
            FeedForward.Run(_weights.Layers[layer], slice.Count);
        }
        WriteRows(slice);
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
    }

    /// <summary>Normalises the states that were asked for and turns them into rows, in the caller's memory.</summary>
    void WriteRows(Slice slice)
    {
        Activations rows = _work.Rows;
        int logits = 0;
        for (int token = 0; token < slice.Count; token++)
        {
            float* target = slice.Target(token);
            if (target == null)
                continue;
            bool isLogits = slice.Kinds[token] == RowKind.Logits;
            float* normed = isLogits ? rows.Normed + logits * rows.Width : target;
            RmsNorm.Row(rows.State + token * rows.Width, _weights.OutputNorm, normed, _shape.EmbeddingLength, _shape.NormEpsilon);
            if (isLogits)
                _outputRows[logits++] = (nint)target;
        }
        if (logits == 0)
            return;
        fixed (nint* targets = _outputRows)
        {
            _work.Product.Clear();
            _work.Product.Add(_weights.Output, rows.Normed, rows.Width, logits, (float**)targets);
            _work.Product.Run(_work.Team);
        }
        if (_shape.FinalSoftCap != 0)
            _work.Team.Run(_capLogits, logits);
    }

    void CapLogits(int row) => SoftCap.Row((float*)_outputRows[row], _shape.VocabularySize, _shape.FinalSoftCap);
}
