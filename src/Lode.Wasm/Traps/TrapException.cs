namespace Lode.Wasm;

/// <summary>A guest was ended by a trap.</summary>
public sealed class TrapException : Exception
{
    internal TrapException(Trap trap)
        : base(trap.Message) => Trap = trap;

    /// <summary>Why and where.</summary>
    public Trap Trap { get; }
}
