using Lode.Formats;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>Several tensors read as one: of each slice the first one's part, then the second one's, and so on.</summary>
/// <param name="parts">The tensors, and the bytes of a slice of each.</param>
/// <param name="type">The type of all.</param>
sealed class FusedSource(IReadOnlyList<(TensorSource Source, long SliceBytes)> parts, GgmlType type) : TensorSource(parts[0].Source.Path, type)
{
    readonly long _sliceBytes = parts.Sum(part => part.SliceBytes);

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            (long slice, long within) = Math.DivRem(offset, _sliceBytes);
            int part = 0;
            for (; within >= parts[part].SliceBytes; part++)
                within -= parts[part].SliceBytes;
            int length = (int)Math.Min(parts[part].SliceBytes - within, target.Length);
            parts[part].Source.Read(slice * parts[part].SliceBytes + within, target[..length]);
            target = target[length..];
            offset += length;
        }
    }
}
