using System.Runtime.CompilerServices;

namespace Lode.Kernels.Decode;

/// <summary>binary16 to binary32 and back by integer arithmetic, for every bit pattern.</summary>
/// <remarks>The casts from and to <see cref="Half"/> are calls in .NET 10 and would spill the vectors of the loops that need a scale.</remarks>
static unsafe class HalfBits
{
    /// <summary>2^112: shifting the 15 magnitude bits up by 13 leaves the exponent short of this factor.</summary>
    internal const float ExponentGap = 5.192296858534828e33f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float ToSingle(ushort bits)
    {
        int wide = ((short)bits << 13) & unchecked((int)0x8FFFE000);
        if ((bits & 0x7C00) == 0x7C00) // infinity or NaN: all exponent bits set in the wide form too
            return BitConverter.Int32BitsToSingle(wide | 0x7F800000);
        return BitConverter.Int32BitsToSingle(wide) * ExponentGap;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Read(byte* address) => ToSingle(Unsafe.ReadUnaligned<ushort>(address));

    /// <summary>The nearest binary16, ties to even: 65520 and above become infinity, NaN the quiet NaN without payload (as in ggml).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint sign = bits >> 16 & 0x8000;
        uint magnitude = bits & 0x7FFFFFFF;
        if (magnitude >= SmallestNormal)
        {
            if (magnitude >= RoundsToInfinity)
                return (ushort)(sign | (magnitude > 0x7F800000 ? 0x7E00u : 0x7C00u));
            return (ushort)(sign | (magnitude - Rebias + 0x0FFF + (magnitude >> 13 & 1)) >> 13);
        }
        // Adding 0.5 leaves 2^-24, the unit of the subnormals, as the last bit, and rounds to it.
        return (ushort)(sign | BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(magnitude) + 0.5f) - 0x3F000000);
    }

    /// <summary>Stores the nearest binary16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(byte* address, float value) => Unsafe.WriteUnaligned(address, FromSingle(value));

    /// <summary>The binary32 magnitude bits of 2^-14, from which binary16 is normal.</summary>
    internal const uint SmallestNormal = 0x38800000;

    /// <summary>The binary32 magnitude bits of 65520, halfway between the largest binary16 and the next power of two.</summary>
    internal const uint RoundsToInfinity = 0x477FF000;

    /// <summary>The difference of the exponent biases, 112, in place.</summary>
    internal const uint Rebias = 0x38000000;
}
