using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Panels;

/// <summary>What the 256-bit panel kernels share: half a panel, 8 rows, is one vector.</summary>
static unsafe class Avx2Panel
{
    /// <summary>Bytes ahead of the panel that are fetched: far enough for memory, near enough to be still in the cache.</summary>
    const int Ahead = 8192;

    /// <summary>Whether this machine runs these kernels.</summary>
    internal static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    /// <summary>The 8 products of four codes (unsigned) of a row each with four activations, in two sums of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<short> Dot(Vector256<byte> codes, byte* activations) =>
        Avx2.MultiplyAddAdjacent(codes, Vector256.Create(*(int*)activations).AsSByte());

    /// <summary>Pairs of 16-bit sums to one 32-bit sum per row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Widen(Vector256<short> sums) => Avx2.MultiplyAddAdjacent(sums, Vector256<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> LowNibbles(Vector256<byte> packed) => packed & Vector256.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> HighNibbles(Vector256<byte> packed) =>
        (packed.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)0x0F);

    /// <summary>Eight bytes as integers, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Bytes(byte* address) => Avx2.ConvertToVector256Int32(address);

    /// <summary>Eight halves, as <see cref="HalfBits.ToSingle"/> gives them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Halves(byte* address)
    {
        Vector256<int> wide = Avx2.ConvertToVector256Int32((short*)address) << 13 & Vector256.Create(unchecked((int)0x8FFFE000));
        Vector256<int> exponent = Vector256.Create(0x0F800000);
        Vector256<int> special = Vector256.Equals(wide & exponent, exponent) & Vector256.Create(0x7F800000);
        return ((wide.AsSingle() * HalfBits.ExponentGap).AsInt32() | special).AsSingle();
    }

    /// <summary><c>sums[8] += dots * (scales * activationScale)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add(Vector256<int> dots, Vector256<float> scales, float* activationScale, float* sums) =>
        Fma.MultiplyAdd(Vector256.ConvertToSingle(dots), scales * Vector256.Create(*activationScale), Vector256.Load(sums)).Store(sums);

    /// <summary><c>sums[8] -= minima * scaledSum</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Subtract(Vector256<float> minima, float* scaledSum, float* sums) =>
        Fma.MultiplyAddNegated(minima, Vector256.Create(*scaledSum), Vector256.Load(sums)).Store(sums);

    /// <summary>Fetches what the kernel reads next but one; a prefetch past the end of a mapping does not fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch(byte* block, int bytes)
    {
        for (int i = 0; i < bytes; i += 64)
            Sse.Prefetch0(block + Ahead + i);
    }
}
