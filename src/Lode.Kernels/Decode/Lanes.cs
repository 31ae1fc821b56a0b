using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Decode;

/// <summary>The one step that every block format ends in: 16 small integer codes become 16 scaled floats.</summary>
/// <remarks>
/// Multiplication and subtraction are rounded separately, never fused: decoded values are defined by ggml's plain C
/// (<c>ggml-quants.c</c>) and must be equal to the bit on every instruction set.
/// </remarks>
static unsafe class Lanes
{
    /// <summary><c>target[i] = codes[i] * scale</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreScaled(Vector128<sbyte> codes, float scale, float* target)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<float> values = Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(codes));
            (values * scale).Store(target);
        }
        else if (Avx2.IsSupported)
        {
            Vector256<float> low = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(codes));
            Vector256<float> high = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(UpperHalf(codes)));
            (low * scale).Store(target);
            (high * scale).Store(target + 8);
        }
        else
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(codes);
            (Vector128<int> a, Vector128<int> b) = Vector128.Widen(low);
            (Vector128<int> c, Vector128<int> d) = Vector128.Widen(high);
            (Vector128.ConvertToSingle(a) * scale).Store(target);
            (Vector128.ConvertToSingle(b) * scale).Store(target + 4);
            (Vector128.ConvertToSingle(c) * scale).Store(target + 8);
            (Vector128.ConvertToSingle(d) * scale).Store(target + 12);
        }
    }

    /// <summary><c>target[i] = codes[i] * scale - minimum</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreAffine(Vector128<byte> codes, float scale, float minimum, float* target)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<float> values = Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(codes));
            Avx512F.Subtract(values * scale, Vector512.Create(minimum)).Store(target);
        }
        else if (Avx2.IsSupported)
        {
            Vector256<float> low = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(codes));
            Vector256<float> high = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(UpperHalf(codes.AsSByte()).AsByte()));
            Vector256<float> m = Vector256.Create(minimum);
            Avx.Subtract(low * scale, m).Store(target);
            Avx.Subtract(high * scale, m).Store(target + 8);
        }
        else
        {
            Vector128<float> m = Vector128.Create(minimum);
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(codes);
            (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
            (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
            (Vector128.ConvertToSingle(a.AsInt32()) * scale - m).Store(target);
            (Vector128.ConvertToSingle(b.AsInt32()) * scale - m).Store(target + 4);
            (Vector128.ConvertToSingle(c.AsInt32()) * scale - m).Store(target + 8);
            (Vector128.ConvertToSingle(d.AsInt32()) * scale - m).Store(target + 12);
        }
    }

    /// <summary>The low four bits of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> LowNibbles(Vector128<byte> packed) => packed & Vector128.Create((byte)0x0F);

    /// <summary>The high four bits of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> HighNibbles(Vector128<byte> packed) => Vector128.ShiftRightLogical(packed.AsUInt16(), 4).AsByte() & Vector128.Create((byte)0x0F);

    /// <summary>Bits <paramref name="shift"/> and up of each byte, cut to <paramref name="mask"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Field(Vector128<byte> packed, int shift, byte mask) =>
        Vector128.ShiftRightLogical(packed.AsUInt16(), shift).AsByte() & Vector128.Create(mask);

    /// <summary><paramref name="value"/> in each byte whose bit <paramref name="bit"/> is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> BitAs(Vector128<byte> packed, byte bit, byte value)
    {
        Vector128<byte> mask = Vector128.Create(bit);
        return Vector128.Equals(packed & mask, mask) & Vector128.Create(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<sbyte> UpperHalf(Vector128<sbyte> codes) => Sse2.ShiftRightLogical128BitLane(codes, 8);
}
