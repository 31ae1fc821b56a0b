namespace Lode.Wasm;

/// <summary>What is known of a block once it is read.</summary>
[Flags]
enum BlockTraits : byte
{
    None = 0,

    /// <summary>A branch goes to its label.</summary>
    Targeted = 1,

    /// <summary>An <c>if</c> with an <c>else</c>.</summary>
    HasElse = 2,

    /// <summary>It, or a block in it, contains a call that returns here.</summary>
    Calls = 4,

    /// <summary>It begins in code that is never reached.</summary>
    Dead = 8,

    /// <summary>It, or a block in it, contains a loop; a loop contains itself.</summary>
    Loops = 16,
}
