namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Which statements of a program are left out.</summary>
sealed class Reduction
{
    /// <summary>The statements to leave out.</summary>
    public HashSet<ulong> Skipped { get; init; } = [];

    /// <summary>The statements that were made, in their order.</summary>
    public List<ulong> Made { get; } = [];
}
