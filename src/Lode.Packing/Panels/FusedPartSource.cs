using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>One of the tensors that <see cref="FusedSource"/> made one of.</summary>
/// <param name="fused">All of them.</param>
/// <param name="sliceBytes">The bytes of a slice of all.</param>
/// <param name="start">Where this one's part of a slice begins.</param>
/// <param name="partBytes">The bytes of that part.</param>
sealed class FusedPartSource(TensorSource fused, long sliceBytes, long start, long partBytes) : TensorSource(fused.Path, fused.Type)
{
    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            (long slice, long within) = Math.DivRem(offset, partBytes);
            int length = (int)Math.Min(partBytes - within, target.Length);
            fused.Read(slice * sliceBytes + start + within, target[..length]);
            target = target[length..];
            offset += length;
        }
    }
}
