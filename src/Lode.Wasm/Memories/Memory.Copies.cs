using System.Runtime.InteropServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Copies to and from the host, which are safe even where a window shows a file that may become shorter.</summary>
public sealed unsafe partial class Memory
{
    /// <summary>Copies bytes out of the memory, also out of windows on files.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="destination">Where they go.</param>
    /// <exception cref="MemoryRangeException">They are not all there.</exception>
    public void CopyTo(uint address, Span<byte> destination)
    {
        MemoryState* state = State;
        ThrowIfOutside(state, address, destination.Length);
        HostBytes += destination.Length;
        if (_windowCount == 0 || FindBarrier(address, destination.Length, write: false) is not { } barrier)
        {
            new ReadOnlySpan<byte>(state->Base + address, destination.Length).CopyTo(destination);
            return;
        }
        fixed (byte* to = destination)
        {
            MemoryVector local = new() { Start = to, Length = (nuint)destination.Length };
            MemoryVector remote = new() { Start = state->Base + address, Length = (nuint)destination.Length };
            // The kernel copies, and reports a page that is not there instead of ending the process.
            if (NativeCalls.ReadProcess(Environment.ProcessId, &local, 1, &remote, 1, 0) != destination.Length)
                throw barrier.Lost(address, destination.Length, state->Length);
        }
    }

    /// <summary>Copies bytes into the memory, also into windows on files.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="source">The bytes.</param>
    /// <exception cref="MemoryRangeException">They are not all there, or cannot be written.</exception>
    public void CopyFrom(uint address, ReadOnlySpan<byte> source)
    {
        MemoryState* state = State;
        ThrowIfOutside(state, address, source.Length);
        HostBytes += source.Length;
        if (_windowCount == 0 || FindBarrier(address, source.Length, write: true) is not { } barrier)
        {
            source.CopyTo(new(state->Base + address, source.Length));
            return;
        }
        fixed (byte* from = &MemoryMarshal.GetReference(source))
        {
            MemoryVector local = new() { Start = from, Length = (nuint)source.Length };
            MemoryVector remote = new() { Start = state->Base + address, Length = (nuint)source.Length };
            if (NativeCalls.WriteProcess(Environment.ProcessId, &local, 1, &remote, 1, 0) != source.Length)
                throw barrier.Lost(address, source.Length, state->Length);
        }
    }

    /// <summary>Freezes the bytes as they are now, so that other memories can begin with them without copying.</summary>
    /// <exception cref="InvalidOperationException">A window is mapped: its bytes belong to somebody else.</exception>
    public MemoryImage Freeze()
    {
        Store.CheckUse();
        MemoryState* state = State;
        if (_windowCount != 0)
            throw new InvalidOperationException($"a memory with {_windows[0].Describe()} cannot be frozen; unmap it first");
        return MemoryImage.Of(state->Base, state->Length);
    }
}
