using Lode.Formats;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>All bytes of a GGUF file that belong to no tensor, one behind the other: the header, gaps, and what comes behind the last tensor.</summary>
/// <remarks>With these and the tensors the file can be written again to the byte, whatever wrote it.</remarks>
sealed class SourceFrame : TensorSource
{
    readonly SourceFile _file;
    readonly List<(long At, long Start, long Length)> _pieces = []; // in the frame, in the file

    /// <param name="file">The file.</param>
    /// <param name="header">Its header.</param>
    /// <param name="length">The length of the file.</param>
    public SourceFrame(SourceFile file, GgufFile header, long length)
        : base(file.Path, GgmlType.Bytes)
    {
        _file = file;
        long end = 0;
        foreach (GgufTensor tensor in header.Tensors.OrderBy(tensor => tensor.Offset))
        {
            Add(end, tensor.Offset);
            end = tensor.Offset + tensor.ByteLength;
        }
        Add(end, length);
    }

    /// <summary>How many bytes.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target)
    {
        foreach ((long at, long start, long length) in _pieces)
        {
            if (target.IsEmpty)
                return;
            if (offset >= at + length)
                continue;
            int count = (int)Math.Min(at + length - offset, target.Length);
            _file.Read(start + offset - at, target[..count]);
            target = target[count..];
            offset += count;
        }
    }

    void Add(long start, long end)
    {
        if (end <= start)
            return;
        _pieces.Add((Length, start, end - start));
        Length += end - start;
    }
}
