namespace Lode.Weights.Checking;

/// <summary>Something that is wrong with a model.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensor">The tensor; null where the structure of the file is broken.</param>
/// <param name="Offset">The first wrong byte in the file; -1 where the fault has no place.</param>
/// <param name="Message">What is wrong, without the file and the tensor.</param>
public sealed record ModelFault(string Path, string? Tensor, long Offset, string Message);
