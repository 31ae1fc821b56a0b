using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>The stored bytes of one tensor in the order in which they are to be written, wherever they come from.</summary>
/// <remarks>
/// A source that only moves bytes (permuted rows, stacked experts) derives from this and reads from others; one that changes values sets
/// <see cref="TensorTask.Transform"/> instead.
/// </remarks>
/// <param name="path">The path of the file that the bytes come from, as errors name it.</param>
/// <param name="type">How the elements are stored.</param>
public abstract class TensorSource(string path, GgmlType type)
{
    /// <summary>The path of the file that the bytes come from, as errors name it.</summary>
    public string Path { get; } = path;

    /// <summary>How the elements are stored.</summary>
    public GgmlType Type { get; } = type;

    /// <summary>Reads a part. Called by several threads at once, in about ascending order; it should not allocate.</summary>
    /// <param name="offset">
    /// The first byte, from the start of the tensor. The parts asked for are whole rows, or whole blocks of 256 elements of a row that is
    /// longer than a chunk.
    /// </param>
    /// <param name="target">Takes the bytes; all of it is filled.</param>
    /// <exception cref="ModelFormatException">There are fewer bytes than there were: the file became shorter.</exception>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public abstract void Read(long offset, Span<byte> target);
}
