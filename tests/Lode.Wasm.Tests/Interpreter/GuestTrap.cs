namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A trap, in the words of the specification's suite.</summary>
sealed class GuestTrap(string reason) : Exception(reason)
{
    public static GuestTrap Memory() => new("out of bounds memory access");

    public static GuestTrap Table() => new("out of bounds table access");

    public static GuestTrap Exhausted() => new("call stack exhausted");
}
