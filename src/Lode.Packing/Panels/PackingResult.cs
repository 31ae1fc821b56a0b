namespace Lode.Packing;

/// <summary>What packing or unpacking wrote.</summary>
/// <param name="Panels">Tensors whose rows changed between panels and rows.</param>
/// <param name="Tensors">All tensors.</param>
/// <param name="TensorBytes">Their bytes: as many as before.</param>
/// <param name="PanelBytes">Bytes of those that changed.</param>
/// <param name="FileLength">The length of the file in bytes.</param>
public sealed record PackingResult(int Panels, int Tensors, long TensorBytes, long PanelBytes, long FileLength);
