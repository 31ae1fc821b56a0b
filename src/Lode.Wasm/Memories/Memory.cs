using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>A linear memory: bytes that guests address by 32 bits, in pages of 64 KiB.</summary>
/// <remarks>
/// The memory reserves all addresses that a guest can reach and never moves. Spans of it stay valid until the store is disposed; what
/// guests write can be seen in them at once. It belongs to its store, and like it is used by one thread at a time.
/// </remarks>
public sealed unsafe partial class Memory
{
    /// <summary>Addresses that 32 bits of index and 32 bits of offset reach, and an access of 16 bytes at the last one.</summary>
    const long Reach = (8L << 30) + (64 << 10);

    readonly MemoryBacking _backing;
    MemoryState* _state;

    /// <summary>Makes a memory of the host's own, for modules to import.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its first and its largest size.</param>
    /// <param name="backing">Where its pages come from; pages of its own, all zero, where null.</param>
    /// <exception cref="InsufficientMemoryException">The store's bound or the system does not allow it.</exception>
    public Memory(Store store, MemoryType type, MemoryBacking? backing = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.CheckUse();
        Store = store;
        Type = type;
        _backing = backing ?? MemoryBacking.Anonymous;
        MostPages = Math.Min(type.Maximum ?? MemoryType.MaximumPages, MemoryType.MaximumPages);
        long first = (long)type.Minimum * MemoryType.PageBytes;
        long reserved = Reserved;
        if (!store.TryTakeMemory(first))
            throw TooLarge(store, first);
        MemoryState* state = (MemoryState*)store.TakeState(sizeof(MemoryState));
        state->Base = Reserve(store, reserved);
        store.Add(this, state->Base, reserved);
        if (!_backing.TryBegin(state->Base, first))
            throw Runtime.Pages.Failed($"a memory of {first:N0} bytes");
        _backing.Base?.AddUser();
        _base = _backing.Base;
        state->Length = first;
        _state = state;
    }

    /// <summary>Its store.</summary>
    public Store Store { get; }

    /// <summary>The type that it was made with.</summary>
    public MemoryType Type { get; }

    /// <summary>Its size in pages of 64 KiB.</summary>
    public int Pages => (int)(Length / MemoryType.PageBytes);

    /// <summary>Its size in bytes.</summary>
    public long Length => State->Length;

    internal MemoryState* State
    {
        get
        {
            MemoryState* state = _state;
            if (state == null)
                throw new ObjectDisposedException(nameof(Store), "the memory's store was disposed");
            return state;
        }
    }

    internal int MostPages { get; }

    /// <summary>Makes the memory larger; the new bytes are zero.</summary>
    /// <param name="pages">Pages more.</param>
    /// <returns>The number of pages before; -1 where the memory's type, the store or the system does not allow so many.</returns>
    public int Grow(int pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        Store.CheckUse();
        return GrowByGuest((uint)pages);
    }

    /// <summary>Never throws: guests call it.</summary>
    internal int GrowByGuest(uint pages)
    {
        MemoryState* state = State;
        long before = state->Length, more = (long)pages * MemoryType.PageBytes;
        if (before / MemoryType.PageBytes + pages > MostPages || !Store.TryTakeMemory(more))
            return -1;
        if (!_backing.TryGrow(state->Base, before, more))
        {
            _ = Store.TryTakeMemory(-more);
            return -1;
        }
        state->Length = before + more;
        return (int)(before / MemoryType.PageBytes);
    }

    /// <summary>The store was disposed, and the pages are gone.</summary>
    internal void Forget()
    {
        lock (_windows)
            _state = null;
    }

    static byte* Reserve(Store store, long bytes)
    {
        try
        {
            return Runtime.Pages.Reserve(bytes, "a linear memory");
        }
        catch (InsufficientMemoryException) when (!store.Engine.Options.ExplicitBounds)
        {
            throw new InsufficientMemoryException($"a linear memory reserves {bytes:N0} bytes of addresses, which this system refuses; "
                + $"dispose stores that are no longer used, raise ulimit -v, or set {nameof(EngineOptions)}.{nameof(EngineOptions.ExplicitBounds)}");
        }
    }
}
