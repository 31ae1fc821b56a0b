using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Bandwidth;

/// <summary>How fast a machine reads memory: the bound of decoding, which reads all weights for every token.</summary>
public static unsafe class ReadBandwidth
{
    /// <summary>The fewest bytes that are read: several times the last cache of most machines, since what is in a cache says nothing of memory.</summary>
    public const long UsualBytes = 512L << 20;

    const int Unit = 256; // bytes per turn of the loop
    const long Claim = 1L << 20;
    const int Ahead = 16 << 10; // as far as the kernels prefetch

    /// <summary>Reads memory once from end to end, by several threads that take pieces in turn.</summary>
    /// <param name="memory">What is read; touched before, so that its pages are there.</param>
    /// <param name="bytes">How much; at least 1 MiB, of which whole MiB are read.</param>
    /// <param name="threads">How many threads, at least 1.</param>
    /// <returns>Bytes per second, from when all threads have started until the last has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public static double Measure(byte* memory, long bytes, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, Claim);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Pass pass = new() { Memory = memory, Claims = bytes / Claim };
        using Barrier start = new(threads);
        Thread[] others = new Thread[threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(() => Work(pass, start)) { IsBackground = true };
            others[i].Start();
        }
        long began = Work(pass, start);
        foreach (Thread other in others)
            other.Join();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        GC.KeepAlive(pass);
        return pass.Claims * Claim / seconds;
    }

    sealed class Pass
    {
        public byte* Memory;
        public long Claims;
        public long Next;
        public ulong Sum; // so that reading has a result
    }

    static long Work(Pass pass, Barrier start)
    {
        start.SignalAndWait();
        long began = Stopwatch.GetTimestamp();
        ulong sum = 0;
        for (long claim; (claim = Interlocked.Increment(ref pass.Next) - 1) < pass.Claims;)
            sum ^= Read(pass.Memory + claim * Claim, Claim);
        Interlocked.Add(ref pass.Sum, sum);
        return began;
    }

    // Prefetching does not fault, so that it may reach beyond the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static ulong Read(byte* memory, long bytes)
    {
        Vector256<ulong> a = default, b = default, c = default, d = default;
        for (byte* end = memory + bytes; memory < end; memory += Unit)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(memory + Ahead);
                Sse.Prefetch0(memory + Ahead + 64);
                Sse.Prefetch0(memory + Ahead + 128);
                Sse.Prefetch0(memory + Ahead + 192);
            }
            a ^= Vector256.Load((ulong*)memory) ^ Vector256.Load((ulong*)(memory + 32));
            b ^= Vector256.Load((ulong*)(memory + 64)) ^ Vector256.Load((ulong*)(memory + 96));
            c ^= Vector256.Load((ulong*)(memory + 128)) ^ Vector256.Load((ulong*)(memory + 160));
            d ^= Vector256.Load((ulong*)(memory + 192)) ^ Vector256.Load((ulong*)(memory + 224));
        }
        return Vector256.Sum(a ^ b ^ c ^ d);
    }
}
