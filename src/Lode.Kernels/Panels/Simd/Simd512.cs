using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>512-bit vectors of 16 rows: AVX-512BW.</summary>
readonly unsafe struct Simd512 : ISimd<Vector512<int>>
{
    public static int Rows => 16;

    public static int Vectors => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(void* address) => Vector512.Load((int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> vector, void* address) => vector.Store((int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(void* address) => Vector512.Create(Unsafe.ReadUnaligned<int>(address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Splat(int value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> And(Vector512<int> a, Vector512<int> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Or(Vector512<int> a, Vector512<int> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddInts(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> SubtractShorts(Vector512<int> a, Vector512<int> b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyInts(Vector512<int> a, Vector512<int> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> EqualInts(Vector512<int> a, Vector512<int> b) => Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftRight(Vector512<int> vector, int count) => (vector.AsUInt16() >>> count).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftLeft(Vector512<int> vector, int count) => (vector.AsUInt16() << count).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftRightInts(Vector512<int> vector, int count) => vector >>> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftLeftInts(Vector512<int> vector, int count) => vector << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ToFloats(Vector512<int> integers) => Vector512.ConvertToSingle(integers).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddFloats(Vector512<int> a, Vector512<int> b) => (a.AsSingle() + b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Multiply(Vector512<int> a, Vector512<int> b) => (a.AsSingle() * b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAdd(Vector512<int> a, Vector512<int> b, Vector512<int> c) =>
        Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadBytes(byte* address) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector128.Load(address))
        : Vector512.Create(Simd256.LoadBytes(address), Simd256.LoadBytes(address + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadSignedBytes(byte* address) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)address))
        : Vector512.Create(Simd256.LoadSignedBytes(address), Simd256.LoadSignedBytes(address + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadShorts(byte* address) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector256.Load((short*)address))
        : Vector512.Create(Simd256.LoadShorts(address), Simd256.LoadShorts(address + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> NonLinear(Vector512<int> indices) => Avx512BW.IsSupported
        ? Avx512BW.Shuffle(Table, indices.AsSByte()).AsInt32()
        : Vector512.Create(Simd256.NonLinear(indices.GetLower()), Simd256.NonLinear(indices.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Start(Vector512<int> pairs, int centre, int offset) => centre == 0 ? default : (pairs.AsInt16() * (short)-centre).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<int> codes, Vector512<int> activations) => Avx512BW.IsSupported
        ? (sum.AsInt16() + Avx512BW.MultiplyAddAdjacent(codes.AsByte(), activations.AsSByte())).AsInt32()
        : Vector512.Create(Simd256.Add(sum.GetLower(), codes.GetLower(), activations.GetLower()), Simd256.Add(sum.GetUpper(), codes.GetUpper(), activations.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Finish(Vector512<int> sum, Vector512<int> pairs, int centre, int offset) =>
        centre == offset ? Widen(sum) : Widen(sum) + Scaled(pairs, centre - offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> StartSigned(Vector512<int> pairs) => default;

    /// <summary>Activations change sign where the codes are negative, as the instruction takes unsigned bytes on its left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddSigned(Vector512<int> sum, Vector512<int> codes, Vector512<int> activations)
    {
        if (!Avx512BW.IsSupported)
            return Vector512.Create(Simd256.AddSigned(sum.GetLower(), codes.GetLower(), activations.GetLower()), Simd256.AddSigned(sum.GetUpper(), codes.GetUpper(), activations.GetUpper()));
        Vector512<sbyte> signed = Vector512.ConditionalSelect(Vector512.LessThan(codes.AsSByte(), default), -activations.AsSByte(), activations.AsSByte());
        return sum + Widen(Avx512BW.MultiplyAddAdjacent(Avx512BW.Abs(codes.AsSByte()), signed).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Widen(Vector512<int> pairs) => Scaled(pairs, 1);

    /// <summary>Pairs of 16 bits, added and multiplied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Scaled(Vector512<int> pairs, int factor) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(pairs.AsInt16(), Vector512.Create((short)factor))
        : Vector512.Create(Simd256.Scaled(pairs.GetLower(), factor), Simd256.Scaled(pairs.GetUpper(), factor));

    static Vector512<sbyte> Table
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Vector128<sbyte> table = Vector128.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);
            Vector256<sbyte> twice = Vector256.Create(table, table);
            return Vector512.Create(twice, twice);
        }
    }
}
