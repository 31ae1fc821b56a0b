namespace Lode.Wasm;

/// <summary>What the first pass over a function found.</summary>
readonly ref struct FunctionSummary
{
    /// <summary>The module, as far as it is read: all but bodies, data and custom sections behind this function.</summary>
    public required Module Module { get; init; }

    /// <summary>The function's index, imported ones counted.</summary>
    public required int Index { get; init; }

    /// <summary>The function's type.</summary>
    public required FunctionType Type { get; init; }

    /// <summary>Where the body lies.</summary>
    public required FunctionBody Body { get; init; }

    /// <summary>The offset of the first instruction, behind the groups of locals.</summary>
    public required int CodeStart { get; init; }

    /// <summary>The locals' types, parameters first.</summary>
    public required ReadOnlySpan<ValueKind> Locals { get; init; }

    /// <summary>
    /// By local: how often it is got, set and teed, each use weighted by <see cref="FunctionValidator.LoopWeightBits"/> bits per loop around
    /// it; saturating.
    /// </summary>
    public required ReadOnlySpan<uint> LocalUses { get; init; }

    /// <summary>The locals that are used, in the order of their first use.</summary>
    public required ReadOnlySpan<int> UsedLocals { get; init; }

    /// <summary>The function's blocks, in the order in which they begin, its own first.</summary>
    public required ReadOnlySpan<BlockSummary> Blocks { get; init; }

    /// <summary>The most values on the operand stack.</summary>
    public required int MaxOperands { get; init; }

    /// <summary>The most blocks within blocks, the function's own counted.</summary>
    public required int MaxNesting { get; init; }

    /// <summary>The number of instructions.</summary>
    public required int Instructions { get; init; }

    /// <summary>The most parameters and the most results of a call in it.</summary>
    public required int MaxCallParameters { get; init; }

    /// <inheritdoc cref="MaxCallParameters"/>
    public required int MaxCallResults { get; init; }

    /// <summary>What the function contains.</summary>
    public required FunctionTraits Traits { get; init; }
}
