using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>A tensor as it lies in a file.</summary>
/// <param name="file">The file; it stays the caller's, and open as long as this is used.</param>
/// <param name="start">The first byte of the tensor, from the start of the file.</param>
/// <param name="type">How the elements are stored.</param>
public sealed class FileTensorSource(SourceFile file, long start, GgmlType type) : TensorSource(file.Path, type)
{
    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target) => file.Read(start + offset, target);
}
