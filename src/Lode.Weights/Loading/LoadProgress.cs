namespace Lode.Weights;

/// <summary>How far loading has come.</summary>
/// <param name="Way">How the weights are loaded.</param>
/// <param name="Done">Bytes that are in memory, of a file that is mapped those that were fetched by populating.</param>
/// <param name="Total">Bytes in all.</param>
public readonly record struct LoadProgress(LoadWay Way, long Done, long Total);
