namespace Lode.Packing;

/// <summary>What packing or unpacking wrote.</summary>
/// <param name="Files">The files: one, or of an unpacked model as many as its source had.</param>
/// <param name="Panels">Tensors whose rows changed between panels and rows.</param>
/// <param name="Tensors">All tensors of the plain model.</param>
/// <param name="TensorBytes">Their bytes: as many as before.</param>
/// <param name="PanelBytes">Bytes of those that changed.</param>
/// <param name="FileLength">The length of all files in bytes.</param>
public sealed record PackingResult(IReadOnlyList<string> Files, int Panels, int Tensors, long TensorBytes, long PanelBytes, long FileLength)
{
    /// <summary>Matrices of the packed file that several were made one of, or one was made several of.</summary>
    public int Fused { get; init; }

    /// <summary>Bytes of the compiled tokenizer; 0 where there is none.</summary>
    public long TokenizerBytes { get; init; }

    /// <summary>Why there is no compiled tokenizer; null where there is one, or the model has no tokenizer.</summary>
    public string? TokenizerObstacle { get; init; }
}
