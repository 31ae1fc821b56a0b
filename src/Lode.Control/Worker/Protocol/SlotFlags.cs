namespace Lode.Control;

/// <summary>How a call ended, beside its verdict.</summary>
[Flags]
enum SlotFlags : uint
{
    None = 0,

    /// <summary>The sequence waits for a completion in its ring. Taken away when there is one.</summary>
    Waits = 1,

    /// <summary>The call took too long, and was stopped: there is no verdict.</summary>
    Missed = 2,

    /// <summary>The sequence cannot go on, and a message says why: there is no verdict.</summary>
    Fault = 4,
}
