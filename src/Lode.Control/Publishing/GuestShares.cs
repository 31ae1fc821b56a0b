using Lode.Wasm;

namespace Lode.Control;

/// <summary>
/// What a guest shares with others, and what it has mapped of files and of others' regions: <c>share</c>, <c>publish</c>, <c>map_size</c>, <c>map</c>.
/// </summary>
sealed class GuestShares(IGuest guest) : IDisposable
{
    readonly IGuest _guest = guest;
    bool _disposed;

    /// <summary>Gives a linker the functions.</summary>
    internal static void Define(Linker linker) => ArgumentNullException.ThrowIfNull(linker);

    /// <summary>
    /// For a branch, whose memory is a copy of this one's without windows: maps all of it at the same addresses. What was published and mapped
    /// is the same, what was only shared is a copy.
    /// </summary>
    internal GuestShares Fork(IGuest child)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(child);
    }

    public void Dispose()
    {
        GC.KeepAlive(_guest);
        _disposed = true;
    }
}
