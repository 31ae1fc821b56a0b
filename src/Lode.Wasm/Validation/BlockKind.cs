namespace Lode.Wasm;

/// <summary>What opened a block.</summary>
enum BlockKind : byte
{
    /// <summary>The function's body.</summary>
    Function,

    /// <summary><c>block</c>: branches go to its end.</summary>
    Block,

    /// <summary><c>loop</c>: branches go to its beginning.</summary>
    Loop,

    /// <summary><c>if</c>: branches go to its end.</summary>
    If,
}
