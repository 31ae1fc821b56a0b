using Lode.Wasm;

namespace Lode.Control;

/// <summary>The constraints of a guest, and the functions by which it has them: <c>constraint_*</c>.</summary>
sealed class GuestConstraints(IGuest guest) : IDisposable
{
    readonly IGuest _guest = guest;
    bool _disposed;

    /// <summary>Gives a linker the functions.</summary>
    internal static void Define(Linker linker) => ArgumentNullException.ThrowIfNull(linker);

    /// <summary>The same constraints, in the same states, under the same handles, for a branch.</summary>
    internal GuestConstraints Fork(IGuest child)
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
