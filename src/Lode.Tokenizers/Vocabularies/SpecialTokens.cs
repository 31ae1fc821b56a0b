namespace Lode.Tokenizers;

/// <summary>The tokens with a meaning of their own, and when they are added.</summary>
/// <param name="BeginOfText">BOS, or null.</param>
/// <param name="EndOfText">EOS, or null.</param>
/// <param name="Unknown">The token for what cannot be spelt, or null.</param>
/// <param name="AddsBeginOfText">Whether encoding adds BOS.</param>
/// <param name="AddsEndOfText">Whether encoding adds EOS.</param>
/// <param name="EndOfGeneration">Every token that ends a generation, sorted.</param>
sealed record SpecialTokens(
    int? BeginOfText, int? EndOfText, int? Unknown, bool AddsBeginOfText, bool AddsEndOfText, int[] EndOfGeneration);
