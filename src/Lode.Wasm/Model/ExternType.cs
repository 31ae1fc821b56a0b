namespace Lode.Wasm;

/// <summary>The type of something that can be imported or exported.</summary>
public abstract class ExternType
{
    private protected ExternType(ExternKind kind) => Kind = kind;

    /// <summary>What it is: a function, a table, a memory or a global.</summary>
    public ExternKind Kind { get; }
}
