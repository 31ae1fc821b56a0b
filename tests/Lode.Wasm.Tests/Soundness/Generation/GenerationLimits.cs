namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>How large a generated module becomes.</summary>
/// <param name="Functions">The most functions.</param>
/// <param name="Statements">The most statements of a function's outermost block.</param>
/// <param name="Depth">The most values within values.</param>
/// <param name="Bytes">The length of a function's code from which on only the simplest things are added.</param>
/// <param name="Vectors">Whether there are vectors.</param>
sealed record GenerationLimits(int Functions = 6, int Statements = 14, int Depth = 5, int Bytes = 1500, bool Vectors = true);
