using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>256-bit vectors of 8 rows: AVX2.</summary>
readonly unsafe struct Simd256 : ISimd<Vector256<int>>
{
    public static int Rows => 8;

    public static int Vectors => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(void* address) => Vector256.Load((int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> vector, void* address) => vector.Store((int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(void* address) => Vector256.Create(Unsafe.ReadUnaligned<int>(address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Splat(int value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> And(Vector256<int> a, Vector256<int> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Or(Vector256<int> a, Vector256<int> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddInts(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> SubtractShorts(Vector256<int> a, Vector256<int> b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyInts(Vector256<int> a, Vector256<int> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> EqualInts(Vector256<int> a, Vector256<int> b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRight(Vector256<int> vector, int count) => (vector.AsUInt16() >>> count).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftLeft(Vector256<int> vector, int count) => (vector.AsUInt16() << count).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRightInts(Vector256<int> vector, int count) => vector >>> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftLeftInts(Vector256<int> vector, int count) => vector << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToFloats(Vector256<int> integers) => Vector256.ConvertToSingle(integers).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddFloats(Vector256<int> a, Vector256<int> b) => (a.AsSingle() + b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Multiply(Vector256<int> a, Vector256<int> b) => (a.AsSingle() * b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> a, Vector256<int> b, Vector256<int> c) =>
        Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadBytes(byte* address) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32(address)
        : Vector256.Create(Simd128.LoadBytes(address), Simd128.LoadBytes(address + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSignedBytes(byte* address) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32((sbyte*)address)
        : Vector256.Create(Simd128.LoadSignedBytes(address), Simd128.LoadSignedBytes(address + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadShorts(byte* address) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32((short*)address)
        : Vector256.Create(Simd128.LoadShorts(address), Simd128.LoadShorts(address + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> NonLinear(Vector256<int> indices) => Avx2.IsSupported
        ? Avx2.Shuffle(Vector256.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113, -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113), indices.AsSByte()).AsInt32()
        : Vector256.Create(Simd128.NonLinear(indices.GetLower()), Simd128.NonLinear(indices.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Start(Vector256<int> pairs, int centre, int offset) => centre == 0 ? default : (pairs.AsInt16() * (short)-centre).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> codes, Vector256<int> activations) => Avx2.IsSupported
        ? (sum.AsInt16() + Avx2.MultiplyAddAdjacent(codes.AsByte(), activations.AsSByte())).AsInt32()
        : Vector256.Create(
            Simd128.Add(sum.GetLower(), codes.GetLower(), activations.GetLower()),
            Simd128.Add(sum.GetUpper(), codes.GetUpper(), activations.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Finish(Vector256<int> sum, Vector256<int> pairs, int centre, int offset) =>
        centre == offset ? Widen(sum) : Widen(sum) + Scaled(pairs, centre - offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> StartSigned(Vector256<int> pairs) => default;

    /// <summary>The sign moves to the activations, as the instruction takes unsigned bytes on its left: two products of 128 * 127 fit 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddSigned(Vector256<int> sum, Vector256<int> codes, Vector256<int> activations) => Avx2.IsSupported
        ? sum + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Avx2.Abs(codes.AsSByte()), Avx2.Sign(activations.AsSByte(), codes.AsSByte())), Vector256<short>.One)
        : Vector256.Create(
            Simd128.AddSigned(sum.GetLower(), codes.GetLower(), activations.GetLower()),
            Simd128.AddSigned(sum.GetUpper(), codes.GetUpper(), activations.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Widen(Vector256<int> pairs) => Scaled(pairs, 1);

    /// <summary>Pairs of 16 bits, added and multiplied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Scaled(Vector256<int> pairs, int factor) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(pairs.AsInt16(), Vector256.Create((short)factor))
        : Vector256.Create(Simd128.Widen(pairs.GetLower()), Simd128.Widen(pairs.GetUpper())) * factor;
}
