using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Panels;

/// <summary>binary16 to binary32 in vectors of rows.</summary>
static unsafe class Halves
{
    /// <summary>A half per row, as <see cref="HalfBits.ToSingle"/> gives them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV Load<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct => Load<TSimd, TV>(address, HalfBits.ExponentGap);

    /// <summary>Minus a half per row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV LoadNegated<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct => Load<TSimd, TV>(address, -HalfBits.ExponentGap);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Load<TSimd, TV>(byte* address, float factor) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV wide = TSimd.And(TSimd.ShiftLeftInts(TSimd.LoadShorts(address), 13), TSimd.Splat(unchecked((int)0x8FFFE000)));
        TV exponent = TSimd.Splat(0x0F800000);
        TV isSpecial = TSimd.EqualInts(TSimd.And(wide, exponent), exponent);
        return TSimd.Or(TSimd.Multiply(wide, TSimd.Splat(BitConverter.SingleToInt32Bits(factor))), TSimd.And(isSpecial, TSimd.Splat(0x7F800000)));
    }
}
