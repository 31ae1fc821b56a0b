using System.Runtime.CompilerServices;
using System.Text;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>The host's access to the bytes, checked once per span.</summary>
public sealed unsafe partial class Memory
{
    /// <summary>Bytes that the host has looked at or copied so far, each as often as it did: what is claimed to be none is counted here.</summary>
    internal long HostBytes { get; private set; }

    /// <summary>Bytes of the memory, to read and to write.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="length">The number of bytes.</param>
    /// <exception cref="MemoryRangeException">They are not all there, or lie in a window that the host must not touch.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(uint address, int length)
    {
        MemoryState* state = _state;
        if (state == null || _windowCount != 0 || address + (long)(uint)length > state->Length || length < 0)
            return GetSpanSlow(address, length);
        HostBytes += length;
        return new(state->Base + address, length);
    }

    /// <summary>Bytes of the memory, to read.</summary>
    /// <inheritdoc cref="GetSpan"/>
    public ReadOnlySpan<byte> GetReadOnlySpan(uint address, int length)
    {
        MemoryState* state = State;
        ThrowIfOutside(state, address, length);
        if (_windowCount != 0 && FindBarrier(address, length, write: false) is { } barrier)
            throw barrier.Refuse(address, length, state->Length, write: false);
        HostBytes += length;
        return new(state->Base + address, length);
    }

    /// <summary>Bytes of the memory, to read and to write, where they are all there and the host may touch them.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="span">The bytes.</param>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public bool TryGetSpan(uint address, uint length, out Span<byte> span)
    {
        MemoryState* state = State;
        if (address + (long)length > state->Length || length > int.MaxValue
            || _windowCount != 0 && FindBarrier(address, (int)length, write: true) is not null)
        {
            span = default;
            return false;
        }
        HostBytes += length;
        span = new(state->Base + address, (int)length);
        return true;
    }

    /// <summary>Bytes of the memory, to read, where they are all there and the host may touch them.</summary>
    /// <inheritdoc cref="TryGetSpan"/>
    public bool TryGetReadOnlySpan(uint address, uint length, out ReadOnlySpan<byte> span)
    {
        MemoryState* state = State;
        if (address + (long)length > state->Length || length > int.MaxValue
            || _windowCount != 0 && FindBarrier(address, (int)length, write: false) is not null)
        {
            span = default;
            return false;
        }
        HostBytes += length;
        span = new(state->Base + address, (int)length);
        return true;
    }

    /// <summary>Reads a value, in little-endian order, at any address.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="MemoryRangeException">Its bytes are not all there, or must not be touched.</exception>
    public T Read<T>(uint address)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(in GetReadOnlySpan(address, sizeof(T))[0]);

    /// <summary>Writes a value, in little-endian order, at any address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="MemoryRangeException">Its bytes are not all there, or must not be touched.</exception>
    public void Write<T>(uint address, T value)
        where T : unmanaged => Unsafe.WriteUnaligned(ref GetSpan(address, sizeof(T))[0], value);

    /// <summary>Reads UTF-8 text. Bytes that are no UTF-8 become U+FFFD.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="length">The number of bytes.</param>
    /// <exception cref="MemoryRangeException">They are not all there, or must not be touched.</exception>
    public string ReadString(uint address, int length) => Encoding.UTF8.GetString(GetReadOnlySpan(address, length));

    Span<byte> GetSpanSlow(uint address, int length)
    {
        MemoryState* state = State;
        ThrowIfOutside(state, address, length);
        if (FindBarrier(address, length, write: true) is { } barrier)
            throw barrier.Refuse(address, length, state->Length, write: true);
        HostBytes += length;
        return new(state->Base + address, length);
    }

    static void ThrowIfOutside(MemoryState* state, uint address, int length)
    {
        if (length < 0 || address + (long)length > state->Length)
            throw MemoryRangeException.OutOfBounds(address, length, state->Length);
    }
}
