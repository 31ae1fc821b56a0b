using Lode.Wasm;

namespace Lode.Control;

/// <summary>A window that a sequence and its branches have mapped; the last of them closes it.</summary>
/// <remarks>Used by the thread of the request alone.</remarks>
sealed class GuestWindow(Window? window)
{
    int _users = 1;

    /// <summary>The window; null for an empty file.</summary>
    internal Window? Window { get; } = window;

    /// <summary>Adds a user.</summary>
    internal GuestWindow Share()
    {
        _users++;
        return this;
    }

    internal void Release()
    {
        if (--_users == 0)
            Window?.Dispose();
    }
}
