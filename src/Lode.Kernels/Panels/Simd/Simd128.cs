using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Panels;

/// <summary>128-bit vectors of 4 rows by what every processor has: nothing in here names one.</summary>
readonly unsafe struct Simd128 : ISimd<Vector128<int>>
{
    public static int Rows => 4;

    public static int Vectors => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(void* address) => Vector128.Load((int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> vector, void* address) => vector.Store((int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(void* address) => Vector128.Create(Unsafe.ReadUnaligned<int>(address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Splat(int value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadBytes(byte* address) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(address)).AsByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadSignedBytes(byte* address) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(address)).AsSByte()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadShorts(byte* address) =>
        Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(address)).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> And(Vector128<int> a, Vector128<int> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Or(Vector128<int> a, Vector128<int> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddInts(Vector128<int> a, Vector128<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> SubtractShorts(Vector128<int> a, Vector128<int> b) => (a.AsInt16() - b.AsInt16()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyInts(Vector128<int> a, Vector128<int> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> EqualInts(Vector128<int> a, Vector128<int> b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftRight(Vector128<int> vector, int count) => (vector.AsUInt16() >>> count).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftLeft(Vector128<int> vector, int count) => (vector.AsUInt16() << count).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftRightInts(Vector128<int> vector, int count) => vector >>> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftLeftInts(Vector128<int> vector, int count) => vector << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> NonLinear(Vector128<int> indices) => NonLinearTable.LookUp(indices.AsByte()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Start(Vector128<int> pairs, int centre, int offset) =>
        centre == 0 ? default : (pairs.AsInt16() * (short)-centre).AsInt32();

    /// <summary>Bytes 0 and 2, then 1 and 3 of each row, as 16 bits: two products and their sum fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sum, Vector128<int> codes, Vector128<int> activations)
    {
        Vector128<short> a = activations.AsInt16();
        Vector128<short> even = (codes & Vector128.Create(0x00FF00FF)).AsInt16(), odd = (codes.AsUInt16() >>> 8).AsInt16();
        return (sum.AsInt16() + even * (a << 8 >> 8) + odd * (a >> 8)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Finish(Vector128<int> sum, Vector128<int> pairs, int centre, int offset) =>
        centre == offset ? Widen(sum) : Widen(sum) + Widen(pairs) * (centre - offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> StartSigned(Vector128<int> pairs) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddSigned(Vector128<int> sum, Vector128<int> codes, Vector128<int> activations)
    {
        Vector128<short> a = activations.AsInt16(), w = codes.AsInt16();
        return sum + Widen(((w << 8 >> 8) * (a << 8 >> 8) + (w >> 8) * (a >> 8)).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Widen(Vector128<int> pairs) => (pairs << 16 >> 16) + (pairs >> 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ToFloats(Vector128<int> integers) => Vector128.ConvertToSingle(integers).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddFloats(Vector128<int> a, Vector128<int> b) => (a.AsSingle() + b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Multiply(Vector128<int> a, Vector128<int> b) => (a.AsSingle() * b.AsSingle()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> a, Vector128<int> b, Vector128<int> c) =>
        Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsInt32();
}
