using Lode.Kernels.Panels;

namespace Lode.Kernels.Matrix;

/// <summary>A weight matrix in place: <c>[rows, columns]</c>, each row whole blocks of one format, row after row or in panels of 16 rows.</summary>
/// <remarks>The memory belongs to the caller (usually a mapped file) and must outlive every use of the view.</remarks>
public readonly unsafe struct MatrixView
{
    /// <summary>Describes a matrix.</summary>
    /// <param name="data">First byte of row 0; any alignment.</param>
    /// <param name="format">Format of the elements.</param>
    /// <param name="rows">Outputs of the product.</param>
    /// <param name="columns">Inputs of the product; a multiple of the format's block size.</param>
    /// <exception cref="ArgumentException">The row does not hold whole blocks.</exception>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public MatrixView(byte* data, TensorFormat format, int rows, int columns)
    {
        Data = data;
        Format = format;
        Rows = rows;
        Columns = columns;
        RowBytes = (nint)TensorFormats.RowBytes(format, columns);
    }

    /// <summary>Describes a matrix in panels, see <see cref="PanelLayout"/>.</summary>
    /// <param name="data">First byte of panel 0; any alignment, 64 is fastest.</param>
    /// <param name="format">Format of the elements.</param>
    /// <param name="rows">Outputs of the product; a multiple of 16.</param>
    /// <param name="columns">Inputs of the product; a multiple of the format's block size.</param>
    /// <exception cref="ArgumentException">The row does not hold whole blocks, or the rows are not whole panels.</exception>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static MatrixView OfPanels(byte* data, TensorFormat format, int rows, int columns)
    {
        if (rows % PanelLayout.Rows != 0)
            throw new ArgumentException($"a matrix in panels has a multiple of {PanelLayout.Rows} rows, not {rows}", nameof(rows));
        return new MatrixView(data, format, rows, columns) { IsPanels = true };
    }

    /// <summary>First byte of row 0.</summary>
    public byte* Data { get; }

    /// <summary>Format of the elements.</summary>
    public TensorFormat Format { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Whether the rows lie in panels of 16.</summary>
    public bool IsPanels { get; private init; }

    /// <summary>Whether a product rounds its inputs to 8 bits.</summary>
    public bool RoundsInputs => IsPanels && !FloatPanelKernels.IsSupported(Format);

    /// <summary>Bytes of a row; also from one row to the next, unless they lie in panels.</summary>
    public nint RowBytes { get; }

    /// <summary>Whether the view describes a matrix at all (optional weights are <c>default</c>).</summary>
    public bool IsPresent => Data != null;

    /// <summary>The matrix of some neighbouring rows, in the same place.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="rows">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all in the matrix.</exception>
    /// <exception cref="ArgumentException">The matrix lies in panels, and the rows are not whole panels.</exception>
    public MatrixView Part(int firstRow, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)Rows, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)firstRow, (uint)(Rows - rows), nameof(firstRow));
        if (!IsPanels)
            return new MatrixView(Data + firstRow * RowBytes, Format, rows, Columns);
        if (firstRow % PanelLayout.Rows != 0)
            throw new ArgumentException($"a part of a matrix in panels begins at a multiple of {PanelLayout.Rows} rows, not at {firstRow}", nameof(firstRow));
        return OfPanels(Data + firstRow * RowBytes, Format, rows, Columns);
    }

    /// <summary>Decodes one row into <paramref name="target"/> (<see cref="Columns"/> floats).</summary>
    public void DecodeRow(int row, float* target)
    {
        if (IsPanels)
            PanelPacker.DecodeRow(Format, Data + row / PanelLayout.Rows * PanelLayout.Rows * RowBytes, row % PanelLayout.Rows, target, Columns);
        else
            Decode.RowDecoder.Vector(Format)(Data + row * RowBytes, target, Columns);
    }
}
