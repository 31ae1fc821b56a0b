using System.Runtime.CompilerServices;

namespace Lode.Kernels.Decode;

/// <summary>binary16 to binary32 by integer arithmetic, exact for every bit pattern.</summary>
/// <remarks>The cast from <see cref="Half"/> is a call in .NET 10 and would spill the vectors of the loops that need a scale.</remarks>
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
}
