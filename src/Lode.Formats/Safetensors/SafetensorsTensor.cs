using Lode.Memory;

namespace Lode.Formats;

/// <summary>A tensor of a safetensors file: what it is called, what it is made of, and where its bytes lie.</summary>
public sealed class SafetensorsTensor
{
    readonly long[] _shape;

    internal SafetensorsTensor(string path, MappedFile? file, string name, SafetensorsType type, long[] shape, long offset, long byteLength)
    {
        Path = path;
        File = file;
        Name = name;
        Type = type;
        _shape = shape;
        Offset = offset;
        ByteLength = byteLength;
    }

    /// <summary>The name, such as <c>model.layers.0.mlp.down_proj.weight</c>.</summary>
    public string Name { get; }

    /// <summary>How the elements are stored.</summary>
    public SafetensorsType Type { get; }

    /// <summary>
    /// The extents, the longest stride first: <c>[rows, columns]</c>, the opposite of GGUF. None for a scalar; an extent may be 0.
    /// </summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The product of the extents.</summary>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (long extent in _shape)
                count *= extent;
            return count;
        }
    }

    /// <summary>The length of the stored elements in bytes.</summary>
    public long ByteLength { get; }

    /// <summary>The first byte in the file, from its start. Nothing says that it is a multiple of the element's size.</summary>
    public long Offset { get; }

    /// <summary>The path of the file, as errors name it; of a sharded model, that of one shard.</summary>
    public string Path { get; }

    /// <summary>The mapped file that holds the bytes; null where they come in a stream.</summary>
    public MappedFile? File { get; }

    /// <summary>Takes a lease on the bytes.</summary>
    /// <exception cref="InvalidOperationException">The tensor comes in a stream.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public MappedView View() =>
        (File ?? throw new InvalidOperationException($"the bytes of tensor '{Name}' come in a stream")).View(Offset, ByteLength);

    /// <summary>Makes the error of a tensor that is not as a reader needs it.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="advice">What to do about it.</param>
    public ModelFormatException Error(string expected, string found, string advice) =>
        new(Path, ModelFormatException.Tensor(Name), expected, found, advice, Offset);

    /// <summary>For example <c>lm_head.weight BF16 [32000, 2048]</c>.</summary>
    public override string ToString() => $"{Name} {SafetensorsTypes.Name(Type)} [{string.Join(", ", _shape)}]";
}
