namespace Lode.Cli.Showing;

/// <summary>One tensor. The shape begins with the length of a row; the offset counts from the start of the file.</summary>
sealed record TensorDescription(string Name, string Type, long[] Shape, string File, long Offset, long Bytes);
