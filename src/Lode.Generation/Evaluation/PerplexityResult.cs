namespace Lode.Generation.Evaluation;

/// <summary>How well a model foretells a text.</summary>
/// <param name="Chunks">Chunks read.</param>
/// <param name="Tokens">Tokens that were foretold: those of the second half of each chunk but its first.</param>
/// <param name="MeanLoss">The mean of the negative natural logarithms of their probabilities.</param>
/// <param name="LossError">The standard error of that mean.</param>
public sealed record PerplexityResult(int Chunks, int Tokens, double MeanLoss, double LossError)
{
    /// <summary>e to the mean loss: among how many tokens the model is as undecided as if all were equally likely.</summary>
    public double Perplexity => Math.Exp(MeanLoss);

    /// <summary>The standard error of the perplexity, to first order.</summary>
    public double PerplexityError => Perplexity * LossError;
}
