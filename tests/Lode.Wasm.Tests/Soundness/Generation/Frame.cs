namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>A block that is open.</summary>
/// <param name="label">The types that a branch to it takes along.</param>
/// <param name="results">The types that it leaves.</param>
/// <param name="height">The operand stack below its parameters.</param>
sealed class Frame(ValueKind[] label, ValueKind[] results, int height)
{
    public ValueKind[] Label => label;

    public ValueKind[] Results => results;

    public int Height => height;

    /// <summary>Whether the code behind here is never reached.</summary>
    public bool IsDead { get; set; }
}
