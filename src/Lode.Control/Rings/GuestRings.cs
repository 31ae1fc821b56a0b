using Lode.Wasm;

namespace Lode.Control;

/// <summary>The rings of a guest, by which it reads files, pipes and regions in the background: <c>ring_kick</c>.</summary>
sealed class GuestRings : IDisposable
{
    readonly IGuest _guest;
    bool _waiting;

    internal GuestRings(IGuest guest)
    {
        _guest = guest;
        Window = Window.Shared(ControlContract.RingBytes, "lode-rings");
    }

    /// <summary>The rings region, to be mapped into the guest for reading and writing.</summary>
    internal Window Window { get; }

    /// <summary>Whether something is being read, and no completion lies in the ring: the guest has nothing to do.</summary>
    internal bool IsWaiting => _waiting;

    /// <summary>Gives a linker the functions.</summary>
    internal static void Define(Linker linker) => ArgumentNullException.ThrowIfNull(linker);

    public void Dispose()
    {
        GC.KeepAlive(_guest);
        _waiting = false;
        Window.Dispose();
    }
}
