using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Lode.Tokenizers;

/// <summary>Asks the processor for memory that will soon be read, so that several reads wait at the same time.</summary>
static unsafe class Prefetch
{
    /// <summary>Fetches a cache line; does nothing where the processor has no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }
}
