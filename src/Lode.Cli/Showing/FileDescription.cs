namespace Lode.Cli.Showing;

/// <summary>One file of a model. Sizes are bytes.</summary>
sealed record FileDescription(string Path, long Bytes, long HeaderBytes, int GgufVersion, int Alignment);
