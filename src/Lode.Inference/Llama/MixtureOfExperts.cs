using System.Runtime.InteropServices;
using Lode.Inference.Jobs;
using Lode.Kernels.Matrix;
using Lode.Kernels.Operators;
using Lode.Kernels.Threading;

namespace Lode.Inference.Llama;

/// <summary>The feed-forward layer of a mixture of experts: each token uses the few experts that its router rates highest.</summary>
/// <remarks>
/// Router probabilities are a softmax over all experts; those of the chosen ones are scaled to sum to 1 (Mixtral, arXiv 2401.04088). Equal
/// ratings go to the lower expert. Tokens are gathered by expert, so that each expert's weights are read once for all its tokens.
/// </remarks>
sealed unsafe class MixtureOfExperts
{
    readonly Hyperparameters _shape;
    readonly Activations _rows;
    readonly ThreadTeam _team;
    readonly ProductJob _product;
    readonly int _used;
    readonly int[] _chosen; // [tokens, used]: expert of each choice, best first
    readonly float[] _shares; // [tokens, used]: its share
    readonly int[] _rowOf; // [tokens, used]: its row in the gathered buffers
    readonly int[] _firstRow; // [experts + 1]
    readonly TokenJob _choose;
    readonly TokenJob _gather;
    readonly TokenJob _activate;
    readonly TokenJob _combine;

    internal MixtureOfExperts(Hyperparameters shape, Activations rows, ThreadTeam team, ProductJob product, int maxTokens)
    {
        _shape = shape;
        _rows = rows;
        _team = team;
        _product = product;
        _used = shape.ExpertUsedCount;
        _chosen = new int[maxTokens * _used];
        _shares = new float[maxTokens * _used];
        _rowOf = new int[maxTokens * _used];
        _firstRow = new int[shape.ExpertCount + 1];
        _choose = new TokenJob(Choose);
        _gather = new TokenJob(Gather);
        _activate = new TokenJob(Activate);
        _combine = new TokenJob(Combine);
    }

    internal void Run(LlamaLayer layer, int tokens)
    {
        _product.Clear();
        _product.Add(layer.Router, _rows.Normed, _rows.Width, tokens, _rows.Router, _rows.RouterWidth);
        _product.Run(_team);
        _team.Run(_choose, tokens);
        AssignRows(tokens);
        _team.Run(_gather, tokens);

        _product.Clear();
        for (int expert = 0; expert < _shape.ExpertCount; expert++)
        {
            nint first = _firstRow[expert];
            int count = _firstRow[expert + 1] - (int)first;
            float* input = _rows.ExpertInput + first * _rows.Width;
            _product.Add(layer.Gate[expert], input, _rows.Width, count, _rows.Gate + first * _rows.HiddenWidth, _rows.HiddenWidth);
            _product.Add(layer.Up[expert], input, _rows.Width, count, _rows.Up + first * _rows.HiddenWidth, _rows.HiddenWidth);
        }
        _product.Run(_team);
        _team.Run(_activate, tokens * _used);

        _product.Clear();
        for (int expert = 0; expert < _shape.ExpertCount; expert++)
        {
            nint first = _firstRow[expert];
            int count = _firstRow[expert + 1] - (int)first;
            _product.Add(layer.Down[expert], _rows.Gate + first * _rows.HiddenWidth, _rows.HiddenWidth, count, _rows.Projected + first * _rows.Width, _rows.Width);
        }
        _product.Run(_team);
        _team.Run(_combine, tokens);
    }

    void Choose(int token)
    {
        float* probabilities = _rows.Router + token * _rows.RouterWidth;
        Softmax.Row(probabilities, _shape.ExpertCount);
        float sum = 0;
        for (int choice = 0; choice < _used; choice++)
        {
            int best = 0;
            for (int expert = 1; expert < _shape.ExpertCount; expert++)
            {
                if (probabilities[expert] > probabilities[best])
                    best = expert;
            }
            _chosen[token * _used + choice] = best;
            _shares[token * _used + choice] = probabilities[best];
            sum += probabilities[best];
            probabilities[best] = -1;
        }
        for (int choice = 0; choice < _used; choice++)
            _shares[token * _used + choice] /= sum;
    }

    /// <summary>Numbers the choices so that those of one expert are neighbours.</summary>
    void AssignRows(int tokens)
    {
        int row = 0;
        for (int expert = 0; expert < _shape.ExpertCount; expert++)
        {
            _firstRow[expert] = row;
            for (int choice = 0; choice < tokens * _used; choice++)
            {
                if (_chosen[choice] == expert)
                    _rowOf[choice] = row++;
            }
        }
        _firstRow[_shape.ExpertCount] = row;
    }

    void Gather(int token)
    {
        for (int choice = token * _used; choice < (token + 1) * _used; choice++)
        {
            NativeMemory.Copy(_rows.Normed + token * _rows.Width, _rows.ExpertInput + _rowOf[choice] * _rows.Width,
                (nuint)_shape.EmbeddingLength * sizeof(float));
        }
    }

    void Activate(int row) => SwiGlu.Row(_rows.Gate + row * _rows.HiddenWidth, _rows.Up + row * _rows.HiddenWidth, _shape.FeedForwardLength);

    void Combine(int token)
    {
        for (int choice = token * _used; choice < (token + 1) * _used; choice++)
        {
            AddRow.Weighted(_rows.State + token * _rows.Width, _rows.Projected + _rowOf[choice] * _rows.Width, _shares[choice],
                _shape.EmbeddingLength);
        }
    }
}
