using System.Numerics;

namespace Lode.Wasm.Runtime;

/// <summary>The one range of addresses that holds contexts and the states of stores, memories and tables.</summary>
/// <remarks>
/// The trap handler reads what a guest's register points to only inside this range, where reading cannot fault. Blocks have sizes of
/// powers of two, and those that come back are handed out again.
/// </remarks>
static unsafe class StateArena
{
    /// <summary>Bytes of the range: 64 GiB of addresses.</summary>
    const long Bytes = 64L << 30;

    /// <summary>Pages are made accessible by so many bytes at a time.</summary>
    const long Step = 1 << 20;

    const int Smallest = 8;

    static readonly Lock s_gate = new();
    static readonly Stack<nint>[] s_free = [.. Enumerable.Range(0, 40).Select(static _ => new Stack<nint>())];
    static readonly byte* s_start = Pages.Reserve(Bytes, "states of instances");
    static long s_used;

    // Read by the trap handler: where the accessible part begins, and its length.
    static readonly long* s_bounds = MakeBounds();

    /// <summary>Two numbers for the trap handler: the first address, and the accessible bytes.</summary>
    public static long* Bounds => s_bounds;

    /// <summary>Takes a block, all zero.</summary>
    public static void* Take(long bytes)
    {
        int size = SizeOf(bytes);
        lock (s_gate)
        {
            if (s_free[size].TryPop(out nint block))
                return (void*)block;
            long at = s_used, end = at + (1L << size);
            if (end > s_bounds[1])
            {
                long more = (end - s_bounds[1] + Step - 1) / Step * Step;
                if (s_bounds[1] + more > Bytes || !Pages.TryCommit(s_start + s_bounds[1], more))
                    throw Pages.Failed($"the state of an instance of {bytes:N0} bytes");
                s_bounds[1] += more;
            }
            s_used = end;
            return s_start + at;
        }
    }

    /// <summary>Gives a block back.</summary>
    public static void Return(void* block, long bytes)
    {
        int size = SizeOf(bytes);
        new Span<byte>(block, checked((int)bytes)).Clear();
        lock (s_gate)
            s_free[size].Push((nint)block);
    }

    static int SizeOf(long bytes) => Math.Max(Smallest, 64 - BitOperations.LeadingZeroCount((ulong)bytes - 1));

    static long* MakeBounds()
    {
        // Lives as long as the process: the handler is never taken away.
        long* bounds = (long*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(16);
        bounds[0] = (long)s_start;
        return bounds;
    }
}
