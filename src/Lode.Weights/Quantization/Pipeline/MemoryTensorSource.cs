using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>A small tensor that was made, such as the factors of a rotary embedding.</summary>
/// <param name="path">The path of the file that it was made from, as errors name it.</param>
/// <param name="type">How the elements are stored.</param>
/// <param name="bytes">The stored bytes.</param>
public sealed class MemoryTensorSource(string path, GgmlType type, ReadOnlyMemory<byte> bytes) : TensorSource(path, type)
{
    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target) => bytes.Span.Slice((int)offset, target.Length).CopyTo(target);
}
