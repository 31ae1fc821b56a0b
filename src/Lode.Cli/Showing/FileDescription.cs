namespace Lode.Cli.Showing;

/// <summary>One file of a model. Sizes are bytes; what only GGUF files have is null for others.</summary>
sealed record FileDescription(string Path, long Bytes, long? HeaderBytes, int? GgufVersion, int? Alignment);
