using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>256-bit vectors of 8 rows: AVX2 and AVX-VNNI, which sums four products of bytes in 32 bits.</summary>
readonly unsafe struct SimdVnni : ISimd<Vector256<int>>
{
    public static int Rows => 8;

    public static int Vectors => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(void* address) => Simd256.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadBytes(byte* address) => Simd256.LoadBytes(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSignedBytes(byte* address) => Simd256.LoadSignedBytes(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadShorts(byte* address) => Simd256.LoadShorts(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(void* address) => Simd256.Broadcast(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Splat(int value) => Simd256.Splat(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> And(Vector256<int> a, Vector256<int> b) => Simd256.And(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Or(Vector256<int> a, Vector256<int> b) => Simd256.Or(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddInts(Vector256<int> a, Vector256<int> b) => Simd256.AddInts(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> SubtractShorts(Vector256<int> a, Vector256<int> b) => Simd256.SubtractShorts(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyInts(Vector256<int> a, Vector256<int> b) => Simd256.MultiplyInts(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> EqualInts(Vector256<int> a, Vector256<int> b) => Simd256.EqualInts(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRight(Vector256<int> vector, int count) => Simd256.ShiftRight(vector, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftLeft(Vector256<int> vector, int count) => Simd256.ShiftLeft(vector, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRightInts(Vector256<int> vector, int count) => Simd256.ShiftRightInts(vector, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftLeftInts(Vector256<int> vector, int count) => Simd256.ShiftLeftInts(vector, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> NonLinear(Vector256<int> indices) => Simd256.NonLinear(indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Widen(Vector256<int> pairs) => Simd256.Widen(pairs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToFloats(Vector256<int> integers) => Simd256.ToFloats(integers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddFloats(Vector256<int> a, Vector256<int> b) => Simd256.AddFloats(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Multiply(Vector256<int> a, Vector256<int> b) => Simd256.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> a, Vector256<int> b, Vector256<int> c) => Simd256.MultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> vector, void* address) => Simd256.Store(vector, address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Start(Vector256<int> pairs, int centre, int offset) => offset == 0 ? default : Simd256.Scaled(pairs, -offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Finish(Vector256<int> sum, Vector256<int> pairs, int centre, int offset) => sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> StartSigned(Vector256<int> pairs) => Simd256.Scaled(pairs, -128);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddSigned(Vector256<int> sum, Vector256<int> codes, Vector256<int> activations) => Add(sum, codes ^ Vector256.Create(unchecked((int)0x80808080)), activations);

    /// <summary>VPDPBUSD: unsigned bytes times signed ones, four products to an integer; only the 32-bit sum could overflow, and wraps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> codes, Vector256<int> activations) => AvxVnni.IsSupported
        ? AvxVnni.MultiplyWideningAndAdd(sum, codes.AsByte(), activations.AsSByte())
        : sum + Wide(codes, activations);

    /// <summary>The same by 16-bit products: 255 * 127 fits, the sum of two is made in 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Wide(Vector256<int> codes, Vector256<int> activations)
    {
        Vector256<short> a = activations.AsInt16();
        Vector256<short> even = (codes & Vector256.Create(0x00FF00FF)).AsInt16(), odd = (codes.AsUInt16() >>> 8).AsInt16();
        return Simd256.Widen((even * (a << 8 >> 8)).AsInt32()) + Simd256.Widen((odd * (a >> 8)).AsInt32());
    }
}
