using System.Runtime.InteropServices;
using Lode.Kernels.Matrix;
using Lode.Kernels.Operators;

namespace Lode.Inference.Transformer;

/// <summary>The feed-forward layer of a mixture of experts: each token uses the few experts that its router rates highest.</summary>
/// <remarks>
/// Router probabilities are a softmax over all experts; those of the chosen ones are scaled to sum to 1 (Mixtral, arXiv 2401.04088). Equal
/// ratings go to the lower expert. Tokens are gathered by expert, so that each expert's weights are read once for all its tokens.
/// </remarks>
sealed unsafe class MixtureOfExperts : FeedForward
{
    const float Taken = -1; // probabilities are not negative

    readonly Workspace _work;
    readonly Hyperparameters _shape;
    readonly Activations _rows;
    readonly int _used;
    readonly int[] _chosen; // [tokens, used]: expert of each choice, best first
    readonly float[] _shares; // [tokens, used]: its share
    readonly int[] _rowOf; // [tokens, used]: its row in the gathered buffers
    readonly int[] _firstRow; // [experts + 1]
    readonly int[] _nextRow; // [experts]

    internal MixtureOfExperts(Workspace work)
    {
        _work = work;
        _shape = work.Shape;
        _rows = work.Rows;
        _used = _shape.ExpertUsedCount;
        _chosen = new int[work.MaxTokens * _used];
        _shares = new float[work.MaxTokens * _used];
        _rowOf = new int[work.MaxTokens * _used];
        _firstRow = new int[_shape.ExpertCount + 1];
        _nextRow = new int[_shape.ExpertCount];
    }

    /// <summary>Told of the experts that the tokens of a slice chose, <c>[tokens, used]</c>, layer after layer: for tests.</summary>
    internal Action<int[]>? Routed { get; set; }

    internal override IEnumerable<Operator> Operators =>
    [
        new InputOperator("quantise for router", _work.Product, AddRouter), new ProductOperator("router", _work.Product),
        new RowOperator("choose experts", () => _work.Slice.Count, Choose),
        new RowOperator("gather rows", AssignRows, Gather),
        new InputOperator("quantise for gate, up", _work.Product, AddGateAndUp), new ProductOperator("gate, up", _work.Product),
        new RowOperator("activate", () => _work.Slice.Count * _used, _work.Activate),
        new InputOperator("quantise for down", _work.Product, AddDown), new ProductOperator("down", _work.Product),
        new RowOperator("combine, norm of next layer", () => _work.Slice.Count, Combine),
    ];

    void AddRouter(ProductJob product) =>
        product.Add(_work.Layer.Router, _rows.Normed, _rows.Width, _work.Slice.Count, _rows.Router, _rows.RouterWidth);

    void AddGateAndUp(ProductJob product)
    {
        for (int expert = 0; expert < _shape.ExpertCount; expert++)
        {
            nint first = _firstRow[expert];
            int count = _firstRow[expert + 1] - (int)first;
            float* input = _rows.ExpertInput + first * _rows.Width;
            product.Add(_work.Layer.Gate[expert], input, _rows.Width, count, _rows.Gate + first * _rows.HiddenWidth, _rows.HiddenWidth);
            product.Add(_work.Layer.Up[expert], input, _rows.Width, count, _rows.Up + first * _rows.HiddenWidth, _rows.HiddenWidth);
        }
    }

    void AddDown(ProductJob product)
    {
        for (int expert = 0; expert < _shape.ExpertCount; expert++)
        {
            nint first = _firstRow[expert];
            int count = _firstRow[expert + 1] - (int)first;
            product.Add(_work.Layer.Down[expert], _rows.Gate + first * _rows.HiddenWidth, _rows.HiddenWidth, count, _rows.Projected + first * _rows.Width, _rows.Width);
        }
    }

    void Choose(int token)
    {
        float* probabilities = _rows.Router + token * _rows.RouterWidth;
        Softmax.Row(probabilities, _shape.ExpertCount);
        float sum = 0;
        for (int choice = 0; choice < _used; choice++)
        {
            int best = -1;
            for (int expert = 0; expert < _shape.ExpertCount; expert++)
            {
                // No expert twice, not even where weights are not numbers and nothing is larger than anything.
                if (probabilities[expert] != Taken && (best < 0 || probabilities[expert] > probabilities[best]))
                    best = expert;
            }
            _chosen[token * _used + choice] = best;
            _shares[token * _used + choice] = probabilities[best];
            sum += probabilities[best];
            probabilities[best] = Taken;
        }
        for (int choice = 0; choice < _used; choice++)
            _shares[token * _used + choice] /= sum;
    }

    /// <summary>Numbers the choices so that those of one expert are neighbours, in the order of the tokens.</summary>
    /// <returns>The number of tokens.</returns>
    int AssignRows()
    {
        int tokens = _work.Slice.Count;
        Routed?.Invoke(_chosen[..(tokens * _used)]);
        ReadOnlySpan<int> chosen = _chosen.AsSpan(0, tokens * _used);
        Array.Clear(_firstRow);
        foreach (int expert in chosen)
            _firstRow[expert + 1]++;
        for (int expert = 0; expert < _shape.ExpertCount; expert++)
        {
            _nextRow[expert] = _firstRow[expert];
            _firstRow[expert + 1] += _firstRow[expert];
        }
        for (int choice = 0; choice < chosen.Length; choice++)
            _rowOf[choice] = _nextRow[chosen[choice]]++;
        return tokens;
    }

    void Gather(int token)
    {
        for (int choice = token * _used; choice < (token + 1) * _used; choice++)
        {
            NativeMemory.Copy(_rows.Normed + token * _rows.Width, _rows.ExpertInput + _rowOf[choice] * _rows.Width,
                (nuint)_shape.EmbeddingLength * sizeof(float));
        }
    }

    void Combine(int token)
    {
        for (int choice = token * _used; choice < (token + 1) * _used; choice++)
        {
            AddRow.Weighted(_rows.State + token * _rows.Width, _rows.Projected + _rowOf[choice] * _rows.Width, _shares[choice],
                _shape.EmbeddingLength);
        }
        _work.NormForNextLayer(token);
    }
}
