using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lode.Memory;

namespace Lode.Tokenizers;

/// <summary>An array of plain values at a fixed address, so that tables work over it as they would over a mapped file.</summary>
/// <typeparam name="T">A type without references.</typeparam>
readonly unsafe struct FlatTable<T>
    where T : unmanaged
{
    const long LargePage = 2 << 20;

    readonly object _owner; // keeps the memory alive and, as a pinned array, in its place

    /// <summary>Zeros, on the heap or, where they fill large pages, in those: a table that is read all over misses no translation there.</summary>
    public FlatTable(int length)
    {
        if ((long)length * sizeof(T) >= LargePage)
        {
            // Room to begin on a large page, but not to end with one that nothing else would be in.
            long size = (long)length * sizeof(T);
            PageMemory pages = new(PageMemory.RoundUp(size) + LargePage - 2 * PageMemory.PageSize);
            pages.AdviseHugePages();
            nint start = ((nint)pages.Address + (nint)LargePage - 1) & -(nint)LargePage;
            _owner = pages;
            Pointer = (T*)((byte*)start + size <= pages.Address + pages.Length ? start : (nint)pages.Address);
            Length = length;
            return;
        }
        // Some more, so that a table can begin on a cache line.
        const int Line = 64;
        byte[] memory = GC.AllocateArray<byte>(checked(length * sizeof(T) + Line), pinned: true);
        _owner = memory;
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        Pointer = (T*)((address + Line - 1) & -Line);
        Length = length;
    }

    /// <summary>Memory that is never given back, as a file that stays mapped.</summary>
    public FlatTable(T* pointer, int length)
    {
        _owner = typeof(T);
        Pointer = pointer;
        Length = length;
    }

    /// <summary>The first value.</summary>
    public T* Pointer { get; }

    /// <summary>The number of values.</summary>
    public int Length { get; }

    /// <summary>Bytes of memory.</summary>
    public long Size => (long)Length * sizeof(T);

    /// <summary>The values; as long as the table is reachable.</summary>
    public Span<T> Span => new(Pointer, Length);

    /// <summary>Marks the end of code that works on <see cref="Pointer"/>.</summary>
    public void KeepAlive() => GC.KeepAlive(_owner);
}
