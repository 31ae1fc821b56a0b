using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Forks: memories that begin as another one is, and share all pages of it that neither has written to since.</summary>
/// <remarks>
/// A memory shows layers, which never change, copies each page of them when it is written to, and has pages of its own where no layer is
/// (<see cref="MemoryBase"/>). A fork shows the same layers and copies what the parent has of its own, as long as that is little. Where it
/// is more, it becomes a layer first, and both show it.
/// </remarks>
public sealed unsafe partial class Memory
{
    /// <summary>Pages of its own that a fork copies; with more, a layer is made of them first.</summary>
    internal const int FewPages = 64;

    /// <summary>Runs that a new layer may have: each is a call, and an area of the kernel, in every fork to come.</summary>
    const int LayerRuns = 8;

    /// <summary>Runs of all layers. With more of them one layer is made of all that is not zero.</summary>
    const int MostRuns = 64;

    // Null where the pages belong to somebody else.
    MemoryBase? _base;

    Memory(Store store, Memory parent)
    {
        Store = store;
        Type = parent.Type;
        MostPages = parent.MostPages;
        _backing = MemoryBacking.Anonymous;
        lock (parent._windows)
        {
            byte* from = parent.State->Base;
            long length = parent.State->Length;
            if (!store.TryTakeMemory(length))
                throw TooLarge(store, length);
            PageRanges own = parent.FindOwn();
            if (own.Bytes > FewPages * NativeCalls.PageBytes)
            {
                parent.MakeLayer(own);
                own = new();
            }
            MemoryState* state = (MemoryState*)store.TakeState(sizeof(MemoryState));
            state->Base = Reserve(store, parent.Reserved);
            store.Add(this, state->Base, parent.Reserved);
            if (!Runtime.Pages.TryCommit(state->Base, length) || !parent._base!.TryMap(state->Base))
                throw Runtime.Pages.Failed($"a fork of a memory of {length:N0} bytes");
            parent._base.AddUser();
            _base = parent._base;
            Copy(from, state->Base, own);
            state->Length = length;
            _state = state;
        }
    }

    /// <summary>Makes a memory that is what this one is now, without its windows: zero pages are in their places.</summary>
    /// <exception cref="InsufficientMemoryException">The store's bound or the system does not allow it.</exception>
    internal Memory Fork(Store store) => new(store, this);

    long Reserved => Store.Engine.Options.ExplicitBounds ? Math.Max(1, (long)MostPages) * MemoryType.PageBytes : Reach;

    /// <summary>Ends the use of layers, when the pages are gone.</summary>
    internal void ReleaseBase()
    {
        _base?.Release();
        _base = null;
    }

    /// <summary>Exchanges what it is where it was not written to.</summary>
    void SetBase(MemoryBase? now)
    {
        if (_base == now)
            return;
        now?.AddUser();
        _base?.Release();
        _base = now;
    }

    /// <summary>The pages that no layer has: those that were written to. Windows are none of the memory's.</summary>
    PageRanges FindOwn()
    {
        PageRanges own = PageScan.FindPrivate(State->Base, State->Length);
        foreach (MappedWindow window in _windows)
            own.Remove(window.Address, window.Address + window.Bytes);
        return own;
    }

    /// <summary>Makes a layer of pages, and shows it in their place.</summary>
    /// <exception cref="InsufficientMemoryException">The system does not allow it. The memory is what it was.</exception>
    void MakeLayer(PageRanges own)
    {
        MemoryState* state = State;
        own.Join(LayerRuns, IsInWindow);
        if (_base!.Count + own.Count > MostRuns)
        {
            // All that is not zero.
            own = own.With(_base.Ranges);
            own.Join(LayerRuns, IsInWindow);
        }
        using MemoryImage image = MemoryImage.Of(state->Base, state->Length, own);
        IMemoryLayer layer = image;
        foreach ((long start, long end) in own)
        {
            // Where the kernel refuses, it leaves what was there.
            if (!layer.TryMap(state->Base + start, end - start, start))
                throw Runtime.Pages.Failed($"{own.Bytes:N0} bytes of a memory cannot be shared with a fork");
            SetBase(_base.With(new(start, end - start, layer, start)));
        }
    }

    /// <summary>Copies few pages. The kernel does it all in one call, which takes half the time of a fault for each.</summary>
    static void Copy(byte* from, byte* to, PageRanges ranges)
    {
        MemoryVector* sources = stackalloc MemoryVector[FewPages], targets = stackalloc MemoryVector[FewPages];
        int count = 0;
        foreach ((long start, long end) in ranges)
        {
            sources[count] = new() { Start = from + start, Length = (nuint)(end - start) };
            targets[count++] = new() { Start = to + start, Length = (nuint)(end - start) };
        }
        if (count == 0
            || NativeCalls.WriteProcess(Environment.ProcessId, sources, (nuint)count, targets, (nuint)count, 0) == ranges.Bytes)
            return;
        // Some systems do not allow it.
        foreach ((long start, long end) in ranges)
            Buffer.MemoryCopy(from + start, to + start, end - start, end - start);
    }

    bool IsInWindow(long start, long end)
    {
        foreach (MappedWindow window in _windows)
        {
            if (window.Address < end && start < window.Address + window.Bytes)
                return true;
        }
        return false;
    }

    static InsufficientMemoryException TooLarge(Store store, long bytes) =>
        new($"a memory of {bytes:N0} bytes is more than the store allows: {store.Options.MemoryBytes:N0} bytes in all");
}
