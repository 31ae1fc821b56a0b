namespace Lode.Wasm;

/// <summary>Where a function's body lies in the binary.</summary>
/// <param name="Start">The offset of the body's first byte, the number of groups of locals.</param>
/// <param name="Length">The length of the body, in bytes.</param>
public readonly record struct FunctionBody(int Start, int Length)
{
    /// <summary>The offset behind the body's last byte.</summary>
    public int End => Start + Length;
}
