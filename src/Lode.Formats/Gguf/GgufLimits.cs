namespace Lode.Formats;

/// <summary>
/// What Lode accepts in a GGUF header, so that no file, however made, costs more than about 64 MB of memory and one second.
/// </summary>
/// <remarks>The format itself sets none of these but the four dimensions; each is many times what published models need.</remarks>
public static class GgufLimits
{
    /// <summary>Bytes up to the end of the tensor directory. Vocabularies of 262,144 tokens need 16 MB.</summary>
    public const long HeaderBytes = 128L << 20;

    /// <summary>Metadata keys. Models have 20 to 100.</summary>
    public const int Keys = 8192;

    /// <summary>Bytes of a metadata key. The format's own bound is 65,535, but every key becomes a string in memory.</summary>
    public const int KeyBytes = 512;

    /// <summary>Tensors, over all parts of a split model. Models have 100 to 10,000.</summary>
    public const int Tensors = 65536;

    /// <summary>
    /// Bytes of a tensor name. ggml stops at 63, but that is its own buffer and no rule of the format, and converters write longer ones.
    /// </summary>
    public const int TensorNameBytes = 128;

    /// <summary>Dimensions of a tensor, as in ggml.</summary>
    public const int Dimensions = 4;

    /// <summary>Arrays within arrays, counting the outermost. ggml itself writes no nested ones.</summary>
    public const int ArrayDepth = 4;

    /// <summary>The smallest alignment: the format asks for a multiple of 8, which also aligns every kind of element.</summary>
    public const int SmallestAlignment = 8;

    /// <summary>The largest alignment: the largest page size in use.</summary>
    public const int LargestAlignment = 1 << 30;

    /// <summary>Bytes of all tensors of a file that comes in a stream, and so has to be held in memory: 16 TiB.</summary>
    public const long StreamedBytes = 1L << 44;

    /// <summary>Parts of a split model.</summary>
    public const int Parts = 1024;
}
