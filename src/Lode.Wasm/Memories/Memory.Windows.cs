using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Windows: pages of files and of shared memory that guests see at addresses of theirs.</summary>
public sealed unsafe partial class Memory
{
    readonly List<MappedWindow> _windows = [];
    volatile int _windowCount;

    /// <summary>The windows that are mapped now.</summary>
    public IReadOnlyList<MappedWindow> Windows
    {
        get
        {
            lock (_windows)
                return [.. _windows];
        }
    }

    /// <summary>Shows a window at an address, in the place of what is there.</summary>
    /// <remarks>
    /// Guests that want windows reserve page-aligned memory of their own, by a static buffer or by <c>memory.grow</c>, and tell the host
    /// where it is. Mapping takes microseconds and copies nothing; it is meant to be done once, not per step.
    /// </remarks>
    /// <param name="window">The window.</param>
    /// <param name="address">Where it begins: a multiple of 4,096, with all of the window inside the memory and outside other windows.</param>
    /// <param name="access">What the guest may do; what the window allows where null.</param>
    /// <exception cref="ArgumentException">The address is not a multiple of 4,096, or the window does not allow the access.</exception>
    /// <exception cref="MemoryRangeException">The window would reach beyond the memory, or over another window.</exception>
    public MappedWindow Map(Window window, uint address, WindowAccess? access = null)
    {
        ArgumentNullException.ThrowIfNull(window);
        Store.CheckUse();
        MemoryState* state = State;
        long bytes = Runtime.Pages.RoundUp(window.Length);
        WindowAccess allowed = window.Check(access);
        if (address % NativeCalls.PageBytes != 0)
            throw new ArgumentException($"a window begins at a multiple of {NativeCalls.PageBytes}, not at address {address}", nameof(address));
        if (address + bytes > state->Length)
            throw MemoryRangeException.OutOfBounds(address, bytes, state->Length);
        lock (_windows)
        {
            if (Overlapping(address, bytes) is { } other)
            {
                throw new MemoryRangeException($"{bytes} bytes at address {address} overlap {other.Describe()}; unmap it first",
                    address, bytes, state->Length);
            }
            MappedWindow mapped = new(this, window, address, bytes, allowed);
            // Whatever comes behind the window, it is no layer's page any more.
            SetBase(_base?.Without(address, address + bytes));
            if (!window.TryMap(state->Base + address, bytes, allowed))
            {
                _ = _backing.TryRenew(state->Base, address, bytes);
                throw Runtime.Pages.Failed(mapped.Describe());
            }
            _windows.Add(mapped);
            _windowCount = _windows.Count;
            return mapped;
        }
    }

    /// <summary>What a fault at an offset in the reservation means.</summary>
    internal TrapKind Classify(long offset, bool bus, out string? detail)
    {
        MappedWindow? window = null;
        if (offset <= uint.MaxValue)
        {
            lock (_windows)
                window = Overlapping((uint)offset, 1);
        }
        long size = Length;
        detail = window?.Describe() ?? $"address {offset}, and the memory has {size} bytes";
        if (bus)
            return TrapKind.FileTruncated;
        if (window is not null)
            return window.IsRevoked ? TrapKind.WindowRevoked : TrapKind.ReadOnlyStore;
        return TrapKind.MemoryOutOfBounds;
    }

    internal void Unmap(MappedWindow window)
    {
        Store.CheckUse();
        lock (_windows)
        {
            if (!_windows.Contains(window))
                return;
            if (!_backing.TryRenew(State->Base, window.Address, window.Bytes))
                throw Runtime.Pages.Failed(window.Describe());
            _windows.Remove(window);
            _windowCount = _windows.Count;
        }
    }

    internal bool Revoke(MappedWindow window)
    {
        lock (_windows)
        {
            if (!_windows.Contains(window))
                return false;
            if (!Runtime.Pages.TryProtect(State->Base + window.Address, window.Bytes, NativeCalls.ProtectNone))
                throw Runtime.Pages.Failed(window.Describe());
            return true;
        }
    }

    /// <summary>A window in the way of the host's access; null where none is.</summary>
    MappedWindow? FindBarrier(uint address, int length, bool write)
    {
        lock (_windows)
        {
            foreach (MappedWindow window in _windows)
            {
                if (window.Overlaps(address, length) && !window.AllowsHost(write))
                    return window;
            }
        }
        return null;
    }

    MappedWindow? Overlapping(uint address, long bytes)
    {
        foreach (MappedWindow window in _windows)
        {
            if (window.Overlaps(address, bytes))
                return window;
        }
        return null;
    }
}
