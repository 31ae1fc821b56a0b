namespace Lode.Wasm;

/// <summary>What a guest may do with a window.</summary>
public enum WindowAccess
{
    /// <summary>Read. A store to it is a trap.</summary>
    ReadOnly,

    /// <summary>Read and write pages of its own: what it writes is seen by nobody else.</summary>
    Private,

    /// <summary>Read and write what all others see.</summary>
    ReadWrite,
}
