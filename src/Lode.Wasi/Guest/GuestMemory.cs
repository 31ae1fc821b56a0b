using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>The memory of a guest: every access names an address that the guest chose, and is checked.</summary>
/// <param name="memory">The memory; null where the guest has none, and then no address is good.</param>
readonly struct GuestMemory(Wasm.Memory? memory)
{
    /// <summary>The most bytes that one system call is given.</summary>
    public const uint MaximumBytes = 1 << 30;

    /// <summary>Whether a range lies within the memory.</summary>
    public bool Contains(uint address, ulong length) => memory is not null && address + length <= (ulong)memory.Length;

    /// <summary>The bytes themselves, for system calls: the kernel finds out whether they may be read or written.</summary>
    /// <param name="address">Where they begin.</param>
    /// <param name="length">How many, at most <see cref="MaximumBytes"/>.</param>
    /// <param name="bytes">The bytes.</param>
    public bool TryGetSpan(uint address, uint length, out Span<byte> bytes)
    {
        bytes = default;
        return memory is not null && memory.TryGetSpan(address, length, out bytes);
    }

    public bool TryRead(uint address, Span<byte> target)
    {
        if (!TryGetSpan(address, (uint)target.Length, out Span<byte> bytes))
            return false;
        bytes.CopyTo(target);
        return true;
    }

    public bool TryRead<T>(uint address, out T value) where T : unmanaged
    {
        value = default;
        if (!TryGetSpan(address, (uint)Unsafe.SizeOf<T>(), out Span<byte> bytes))
            return false;
        value = MemoryMarshal.Read<T>(bytes);
        return true;
    }

    public bool TryWrite<T>(uint address, in T value) where T : unmanaged => TryWrite(address, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public bool TryWrite(uint address, ReadOnlySpan<byte> bytes)
    {
        if (!TryGetSpan(address, (uint)bytes.Length, out Span<byte> target))
            return false;
        bytes.CopyTo(target);
        return true;
    }
}
