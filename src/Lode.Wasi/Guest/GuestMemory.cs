using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lode.Wasm;

namespace Lode.Wasi;

/// <summary>The memory of a guest: every access names an address that the guest chose, and is checked.</summary>
/// <param name="memory">The memory; null where the guest has none, and then no address is good.</param>
readonly struct GuestMemory(Wasm.Memory? memory)
{
    /// <summary>The most bytes that one system call is given.</summary>
    public const uint MaximumBytes = 1 << 30;

    /// <summary>Whether a range lies within the memory.</summary>
    public bool Contains(uint address, ulong length) => memory is not null && address + length <= (ulong)memory.Length;

    /// <summary>The bytes themselves, to be written to by the kernel; not those of files that are mapped there.</summary>
    public bool TryGetSpan(uint address, uint length, out Span<byte> bytes)
    {
        bytes = default;
        return memory is not null && memory.TryGetSpan(address, length, out bytes);
    }

    /// <summary>The bytes themselves, to be read; not those of files that are mapped there.</summary>
    public bool TryGetReadOnlySpan(uint address, uint length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return memory is not null && memory.TryGetReadOnlySpan(address, length, out bytes);
    }

    public bool TryRead<T>(uint address, out T value) where T : unmanaged
    {
        Unsafe.SkipInit(out value);
        return TryRead(address, MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    public bool TryWrite<T>(uint address, in T value) where T : unmanaged => TryWrite(address, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public bool TryRead(uint address, Span<byte> target)
    {
        if (TryGetReadOnlySpan(address, (uint)target.Length, out ReadOnlySpan<byte> bytes))
        {
            bytes.CopyTo(target);
            return true;
        }
        return Contains(address, (ulong)target.Length) && TryCopy(memory!, address, target);
    }

    public bool TryWrite(uint address, ReadOnlySpan<byte> source)
    {
        if (TryGetSpan(address, (uint)source.Length, out Span<byte> bytes))
        {
            source.CopyTo(bytes);
            return true;
        }
        return Contains(address, (ulong)source.Length) && TryCopy(memory!, address, source);
    }

    static bool TryCopy(Wasm.Memory memory, uint address, Span<byte> target)
    {
        try
        {
            memory.CopyTo(address, target);
            return true;
        }
        catch (MemoryRangeException)
        {
            return false;
        }
    }

    static bool TryCopy(Wasm.Memory memory, uint address, ReadOnlySpan<byte> source)
    {
        try
        {
            memory.CopyFrom(address, source);
            return true;
        }
        catch (MemoryRangeException)
        {
            return false;
        }
    }
}
