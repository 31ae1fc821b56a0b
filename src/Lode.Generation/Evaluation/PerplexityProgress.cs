namespace Lode.Generation.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Chunks">Chunks read.</param>
/// <param name="All">Chunks to read.</param>
/// <param name="Perplexity">The perplexity of those read.</param>
public readonly record struct PerplexityProgress(int Chunks, int All, double Perplexity);
