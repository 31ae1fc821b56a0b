namespace Lode.Generation;

/// <summary>Why a sequence ended.</summary>
public enum StopReason
{
    /// <summary>The model chose a token that ends a text, a turn or a message.</summary>
    EndOfText,

    /// <summary>A stop string came up.</summary>
    StopString,

    /// <summary>The token limit was reached.</summary>
    TokenLimit,

    /// <summary>The context has no position left.</summary>
    ContextFull,

    /// <summary>The cache that all sequences share has no room left.</summary>
    CacheFull,

    /// <summary><see cref="GeneratedSequence.Cancel"/> was called.</summary>
    Cancelled,

    /// <summary>Its controller ended it.</summary>
    Stopped,

    /// <summary>Its controller failed: <see cref="GeneratedSequence.Error"/>.</summary>
    ControllerError,
}
