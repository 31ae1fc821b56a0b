using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Rows to panels and back, without loss: see <see cref="PanelLayout"/>.</summary>
public static unsafe class PanelPacker
{
    /// <summary>Writes the panel of 16 rows.</summary>
    /// <param name="format">Format of the rows.</param>
    /// <param name="rows">The rows, one after another.</param>
    /// <param name="columns">Values of a row, whole blocks.</param>
    /// <param name="panel">Takes as many bytes; must not overlap the rows.</param>
    /// <exception cref="ArgumentException">The row does not hold whole blocks, or a span is not as long as a panel.</exception>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static void Pack(TensorFormat format, ReadOnlySpan<byte> rows, long columns, Span<byte> panel)
    {
        Check(format, rows.Length, columns, panel.Length);
        fixed (byte* from = rows, to = panel)
            Walk<Packing>(format, from, columns, to);
    }

    /// <summary>Writes the 16 rows of a panel, byte by byte what <see cref="Pack"/> was given.</summary>
    /// <param name="format">Format of the rows.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="columns">Values of a row, whole blocks.</param>
    /// <param name="rows">Takes as many bytes; must not overlap the panel.</param>
    /// <exception cref="ArgumentException">The row does not hold whole blocks, or a span is not as long as a panel.</exception>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static void Unpack(TensorFormat format, ReadOnlySpan<byte> panel, long columns, Span<byte> rows)
    {
        Check(format, rows.Length, columns, panel.Length);
        fixed (byte* from = panel, to = rows)
            Walk<Unpacking>(format, to, columns, from);
    }

    /// <summary>Decodes one row of a panel.</summary>
    /// <param name="format">Format of the rows.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="row">0 to 15.</param>
    /// <param name="target"><c>[columns]</c>.</param>
    /// <param name="columns">Values of the row, whole blocks.</param>
    internal static void DecodeRow(TensorFormat format, byte* panel, int row, float* target, nint columns)
    {
        int size = TensorFormats.BlockSize(format), bytes = TensorFormats.BytesPerBlock(format);
        byte* block = stackalloc byte[bytes];
        for (nint column = 0; column < columns; column += size, panel += PanelLayout.Rows * bytes)
        {
            UnpackBlock(format, panel, row, block);
            Decode.RowDecoder.Vector(format)(block, target + column, size);
        }
    }

    /// <summary>Copies one row's block out of the 16 blocks of a column of a panel.</summary>
    internal static void UnpackBlock(TensorFormat format, byte* blocks, int row, byte* target)
    {
        foreach (PanelField field in PanelLayout.Fields(format))
        {
            for (int piece = 0; piece < field.Bytes; piece += field.Unit)
                Unsafe.CopyBlockUnaligned(target + field.Offset + piece, blocks + piece * PanelLayout.Rows + row * field.Unit, (uint)field.Unit);
            blocks += field.Bytes * PanelLayout.Rows;
        }
    }

    static void Check(TensorFormat format, int rows, long columns, int panel)
    {
        long bytes = PanelLayout.PanelBytes(format, columns);
        if (rows != bytes || panel != bytes)
            throw new ArgumentException($"16 rows of {columns} values of {format} take {bytes} bytes, not {rows} and {panel}");
    }

    static void Walk<TMove>(TensorFormat format, byte* rows, long columns, byte* panel) where TMove : IMove
    {
        nint rowBytes = (nint)TensorFormats.RowBytes(format, columns);
        int blockBytes = TensorFormats.BytesPerBlock(format);
        ReadOnlySpan<PanelField> fields = PanelLayout.Fields(format);
        for (nint block = 0; block < rowBytes; block += blockBytes)
        {
            foreach (PanelField field in fields)
            {
                byte* source = rows + block + field.Offset;
                if (field.Unit == 4)
                    Interleave<TMove, uint>(source, rowBytes, field.Bytes, panel);
                else if (field.Unit == 2)
                    Interleave<TMove, ushort>(source, rowBytes, field.Bytes, panel);
                else
                    Interleave<TMove, byte>(source, rowBytes, field.Bytes, panel);
                panel += field.Bytes * PanelLayout.Rows;
            }
        }
    }

    static void Interleave<TMove, T>(byte* rows, nint rowBytes, int bytes, byte* panel) where TMove : IMove where T : unmanaged
    {
        for (int row = 0; row < PanelLayout.Rows; row++)
        {
            byte* lane = panel + row * sizeof(T);
            for (int piece = 0; piece < bytes; piece += sizeof(T))
                TMove.Move<T>(rows + row * rowBytes + piece, lane + piece * PanelLayout.Rows);
        }
    }

    interface IMove
    {
        static abstract void Move<T>(byte* row, byte* panel) where T : unmanaged;
    }

    readonly struct Packing : IMove
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move<T>(byte* row, byte* panel) where T : unmanaged => Unsafe.WriteUnaligned(panel, Unsafe.ReadUnaligned<T>(row));
    }

    readonly struct Unpacking : IMove
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move<T>(byte* row, byte* panel) where T : unmanaged => Unsafe.WriteUnaligned(row, Unsafe.ReadUnaligned<T>(panel));
    }
}
