using Lode.Kernels.Operators;

namespace Lode.Inference.Transformer;

/// <summary>Cosines and sines of a slice's tokens: one row for all layers, or one more for those with a window, which may rotate otherwise.</summary>
sealed unsafe class RotationTable
{
    readonly Hyperparameters _shape;
    readonly Rotation[] _rotations; // of layers without a window, then of those with one
    Activations _rows = null!;

    internal RotationTable(Model model, int contextLength)
    {
        _shape = model.Hyperparameters;
        RopeParameters rope = _shape.Rope;
        float* factors = model.Transformer.RopeFactorsFor(rope, contextLength);
        Rotation global = Rotation.Create(rope, isLocal: false, factors);
        bool isSame = _shape.SlidingWindow == 0 || (rope.LocalBase == rope.Base && rope.ScalesLocalLayers);
        _rotations = isSame ? [global] : [global, Rotation.Create(rope, isLocal: true, factors)];
    }

    /// <summary>Rows per token.</summary>
    internal int Count => _rotations.Length;

    /// <summary>Takes the memory for the rows.</summary>
    internal void Attach(Activations rows) => _rows = rows;

    /// <summary>Fills the rows of a token.</summary>
    internal void Fill(int token, int position)
    {
        for (int i = 0; i < _rotations.Length; i++)
            Rope.FillTable(At(token, i), position, _rotations[i].Frequencies, _shape.Rope.Layout == RopeLayout.Halves, _rotations[i].Magnitude);
    }

    /// <summary>Cosines and sines of a token for a layer, <c>[2, rotated]</c>.</summary>
    internal float* Row(int token, int layer) => At(token, _rotations.Length > 1 && _shape.HasWindow(layer) ? 1 : 0);

    float* At(int token, int rotation) => _rows.RopeTables + (token * _rotations.Length + rotation) * _rows.RopeWidth;
}
