using System.Runtime.InteropServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>A table of references.</summary>
public sealed unsafe class Table
{
    readonly int _number;
    TableState* _state;

    /// <summary>Makes a table of the host's own, for modules to import. Its elements are null.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its elements, its first and its largest size.</param>
    /// <exception cref="InsufficientMemoryException">The store's bound or the system does not allow it.</exception>
    public Table(Store store, TableType type)
        : this(store, type, null)
    {
    }

    /// <summary>Makes a table, of as many elements as its type says or as there are.</summary>
    internal Table(Store store, TableType type, ulong[]? elements)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.CheckUse();
        Store = store;
        Type = type;
        uint count = elements is null ? type.Minimum : (uint)elements.Length;
        if (!store.TryTakeElements(count))
            throw new InsufficientMemoryException($"a table of {count:N0} elements is more than the store allows: {store.Options.TableElements:N0} in all");
        _state = (TableState*)store.TakeState(sizeof(TableState));
        _state->Elements = (ulong*)NativeMemory.AllocZeroed(Math.Max(1, count), sizeof(ulong));
        _state->Count = count;
        elements?.CopyTo(new Span<ulong>(_state->Elements, elements.Length));
        _number = store.AddElements((nint)_state->Elements);
        store.Add(this);
    }

    /// <summary>Its store.</summary>
    public Store Store { get; }

    /// <summary>The type that it was made with.</summary>
    public TableType Type { get; }

    /// <summary>The number of elements.</summary>
    public uint Count => State->Count;

    /// <summary>An element: a reference, to be read by the store.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The reference is not of this store, or not of the table's type.</exception>
    public Value this[uint index]
    {
        get => new(*Element(index));
        set
        {
            Store.CheckUse();
            Store.Check(value, Type.Element);
            *Element(index) = value.Bits;
        }
    }

    internal TableState* State
    {
        get
        {
            TableState* state = _state;
            if (state == null)
                throw new ObjectDisposedException(nameof(Store), "the table's store was disposed");
            return state;
        }
    }

    /// <summary>Makes the table larger.</summary>
    /// <param name="elements">Elements more.</param>
    /// <param name="value">What they are at first: a reference of the store.</param>
    /// <returns>The number of elements before; -1 where the table's type, the store or the system does not allow so many.</returns>
    public int Grow(uint elements, Value value = default)
    {
        Store.CheckUse();
        Store.Check(value, Type.Element);
        return GrowRaw(elements, value.Bits);
    }

    /// <summary>Never throws: guests call it.</summary>
    internal int GrowRaw(uint elements, ulong value)
    {
        TableState* state = State;
        uint before = state->Count;
        if (elements > Math.Min(Type.Maximum ?? int.MaxValue, int.MaxValue) - (long)before || !Store.TryTakeElements(elements))
            return -1;
        if (elements == 0)
            return (int)before;
        try
        {
            state->Elements = (ulong*)NativeMemory.Realloc(state->Elements, (nuint)(before + elements) * sizeof(ulong));
        }
        catch (OutOfMemoryException)
        {
            _ = Store.TryTakeElements(-(long)elements);
            return -1;
        }
        Store.SetElements(_number, (nint)state->Elements);
        new Span<ulong>(state->Elements + before, (int)elements).Fill(value);
        state->Count = before + elements;
        return (int)before;
    }

    /// <summary>The store was disposed, and the elements are gone.</summary>
    internal void Forget() => _state = null;

    ulong* Element(uint index)
    {
        TableState* state = State;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, state->Count);
        return state->Elements + index;
    }
}
