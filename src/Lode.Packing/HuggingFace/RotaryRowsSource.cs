using Lode.Formats;
using Lode.Weights.HuggingFace;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>A matrix whose rows change places on the way, so that what rotates with each other becomes neighbours.</summary>
/// <param name="file">The file.</param>
/// <param name="tensor">The matrix.</param>
sealed class RotaryRowsSource(SourceFile file, PlannedTensor tensor) : TensorSource(file.Path, tensor.Type)
{
    readonly long _rowBytes = GgmlTypes.ByteLength(tensor.Type, tensor.Dimensions[0]);

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            (long row, long within) = Math.DivRem(offset, _rowBytes);
            int length = (int)Math.Min(_rowBytes - within, target.Length);
            file.Read(tensor.Source.Offset + tensor.SourceRow(row) * _rowBytes + within, target[..length]);
            target = target[length..];
            offset += length;
        }
    }

    /// <summary>The same for a bias, whose elements change places; it is small and read at once.</summary>
    public static MemoryTensorSource OfVector(SourceFile file, PlannedTensor tensor)
    {
        byte[] stored = new byte[tensor.Source.ByteLength];
        file.Read(tensor.Source.Offset, stored);
        byte[] placed = new byte[stored.Length];
        int size = GgmlTypes.BytesPerBlock(tensor.Type);
        for (int i = 0; i < stored.Length / size; i++)
            stored.AsSpan((int)tensor.SourceRow(i) * size, size).CopyTo(placed.AsSpan(i * size));
        return new MemoryTensorSource(file.Path, tensor.Type, placed);
    }
}
