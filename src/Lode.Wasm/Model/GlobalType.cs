namespace Lode.Wasm;

/// <summary>The type of a global variable.</summary>
/// <param name="content">The type of the value.</param>
/// <param name="mutability">Whether it can be changed.</param>
public sealed class GlobalType(ValueKind content, Mutability mutability) : ExternType(ExternKind.Global)
{
    /// <summary>The type of the value.</summary>
    public ValueKind Content { get; } = content;

    /// <summary>Whether it can be changed.</summary>
    public Mutability Mutability { get; } = mutability;

    /// <inheritdoc/>
    public override string ToString() => $"global {(Mutability == Mutability.Mutable ? $"(mut {Content.Name()})" : Content.Name())}";
}
