using System.Runtime.InteropServices;
using Lode.Kernels.Threading;

namespace Lode.Kernels.Panels;

/// <summary>The inputs of a job's products in 8 bits: made once per run for all products that share them.</summary>
/// <remarks>
/// A set of inputs lies strip by strip of 256 columns, as weights are multiplied (<see cref="PanelStrip"/>). Within a strip: full tiles of 4
/// rows, then the rest as tiles of one row (<see cref="ActivationTile"/>).
/// </remarks>
sealed unsafe class QuantisedInputs : TeamJob, IDisposable
{
    readonly List<Set> _sets = [];
    byte* _memory;
    nint _capacity;
    nint _used;
    int _tiles;

    /// <summary>Rows to quantise, and where to.</summary>
    readonly record struct Set(nint Inputs, nint Stride, int Tokens, int Columns, nint Offset, int FirstTile);

    /// <summary>Forgets the inputs; keeps the memory.</summary>
    internal void Clear()
    {
        _sets.Clear();
        _used = 0;
        _tiles = 0;
    }

    /// <summary>Notes inputs to be quantised by the job.</summary>
    /// <returns>Where they will lie, for <see cref="Tiles"/>.</returns>
    internal nint Add(float* inputs, nint stride, int tokens, int columns)
    {
        foreach (Set set in _sets)
        {
            if (set.Inputs == (nint)inputs && set.Stride == stride && set.Tokens == tokens && set.Columns == columns)
                return set.Offset;
        }
        nint offset = _used;
        _sets.Add(new Set((nint)inputs, stride, tokens, columns, offset, _tiles));
        _used += checked(columns / ActivationTile.Columns * (nint)tokens * ActivationTile.RowBlockBytes + 63) & -64;
        _tiles += tokens / ActivationTile.Rows + tokens % ActivationTile.Rows;
        return offset;
    }

    /// <summary>Takes the memory for all inputs.</summary>
    /// <returns>Chunks of the job.</returns>
    internal int Prepare()
    {
        if (_used > _capacity)
        {
            NativeMemory.AlignedFree(_memory);
            _memory = null; // in case there is no more
            _memory = (byte*)NativeMemory.AlignedAlloc((nuint)_used, 64);
            _capacity = _used;
        }
        return _tiles;
    }

    /// <summary>The first tile of inputs; valid after <see cref="Prepare"/>.</summary>
    internal byte* Tiles(nint offset) => _memory + offset;

    /// <inheritdoc/>
    public override void Run(int chunk, int worker)
    {
        int index = _sets.Count - 1;
        while (_sets[index].FirstTile > chunk)
            index--;
        Set set = _sets[index];
        int tile = chunk - set.FirstTile;
        int full = set.Tokens / ActivationTile.Rows;
        int rows = tile < full ? ActivationTile.Rows : 1;
        int first = tile < full ? tile * ActivationTile.Rows : full * ActivationTile.Rows + (tile - full);
        for (int column = 0; column < set.Columns; column += PanelStrip.Columns)
        {
            int columns = Math.Min(PanelStrip.Columns, set.Columns - column);
            byte* target = _memory + set.Offset + Offset(set.Tokens, column, columns / ActivationTile.Columns, first);
            for (int row = 0; row < rows; row++)
                ActivationQuantiser.Row((float*)set.Inputs + (first + row) * set.Stride + column, columns, target, rows, row);
        }
    }

    /// <summary>Where a tile lies in a set.</summary>
    /// <param name="tokens">Rows of the set.</param>
    /// <param name="column">The first column of a strip.</param>
    /// <param name="blocks">How many times 32 columns the strip has.</param>
    /// <param name="row">The first row of the tile.</param>
    internal static nint Offset(int tokens, int column, int blocks, int row) =>
        (column / ActivationTile.Columns * (nint)tokens + row * (nint)blocks) * ActivationTile.RowBlockBytes;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _capacity = 0;
        GC.SuppressFinalize(this);
    }

    ~QuantisedInputs() => NativeMemory.AlignedFree(_memory);
}
