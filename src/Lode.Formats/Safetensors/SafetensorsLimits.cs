namespace Lode.Formats;

/// <summary>
/// What Lode accepts in safetensors files, so that no file, however made, costs more than about 256 MB of memory and one second. Usual
/// names cost some 400 bytes a tensor.
/// </summary>
/// <remarks>Only the first is the format's own; the others are many times what published models need.</remarks>
public static class SafetensorsLimits
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderBytes = 100_000_000;

    /// <summary>Tensors, over all shards of a model. The largest published mixtures of experts have 90,000.</summary>
    public const int Tensors = 131_072;

    /// <summary>Bytes of a tensor's name or a metadata key in UTF-8.</summary>
    public const int NameBytes = 256;

    /// <summary>Dimensions of a tensor. Models have 1 to 5.</summary>
    public const int Dimensions = 16;

    /// <summary>Bytes of the metadata as they stand in the header.</summary>
    public const int MetadataBytes = 8 << 20;

    /// <summary>Shards of a model.</summary>
    public const int Shards = 4096;

    /// <summary>Bytes of the index of a sharded model. The largest published ones have 9 MB.</summary>
    public const int IndexBytes = 64 << 20;
}
