using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>Asks for weights before they are read.</summary>
static unsafe class Prefetching
{
    /// <summary>Bytes ahead that are fetched: far enough for memory, near enough to be still in the cache.</summary>
    const int Distance = 4096;

    /// <summary>Fetches what will be read next but one; past the end of a mapping this does nothing, as a prefetch never faults.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Ahead(byte* address, int bytes)
    {
        if (!Sse.IsSupported)
            return;
        address += Distance;
        // Written out, as the compiler leaves loops as they are, and the number is known to it.
        Sse.Prefetch0(address);
        if (bytes > 64)
            Sse.Prefetch0(address + 64);
        if (bytes > 128)
            Sse.Prefetch0(address + 128);
        if (bytes > 192)
            Sse.Prefetch0(address + 192);
        if (bytes > 256)
            Sse.Prefetch0(address + 256);
        if (bytes > 320)
            Sse.Prefetch0(address + 320);
        for (int i = 384; i < bytes; i += 64)
            Sse.Prefetch0(address + i);
    }
}
