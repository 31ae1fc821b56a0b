namespace Lode.Cli.Showing;

/// <summary>All tensors of one type: how many, their elements and bytes.</summary>
sealed record TypeDescription(string Type, int Count, long Elements, long Bytes);
