namespace Lode.Weights;

/// <summary>How weights come into memory.</summary>
public enum LoadWay
{
    /// <summary>Files are mapped: nothing is read before it is used, and all processes share one copy. What cannot be mapped is refused.</summary>
    Map,

    /// <summary>
    /// Tensors are read one after another, each straight into its place in private memory: for pipes and decompressors. The peak is the
    /// weights and the header.
    /// </summary>
    Stream,

    /// <summary>
    /// Whole files are read into private memory: the classical way, for file systems on which mapping is slow, and where a file may be
    /// cut while it is in use.
    /// </summary>
    Read,
}
