using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>binary16 to binary32 in vectors of rows.</summary>
static unsafe class Halves
{
    /// <summary>A half per row, as <see cref="Decode.HalfBits.ToSingle"/> gives them.</summary>
    /// <remarks>
    /// Not by one multiplication: that has subnormal operands where the half is subnormal, as scales of scales often are, and processors
    /// take a hundred cycles for these.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV Load<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV wide = TSimd.ShiftLeftInts(TSimd.LoadShorts(address), 13);
        TV sign = TSimd.And(wide, TSimd.Splat(int.MinValue)), exponent = TSimd.And(wide, TSimd.Splat(0x0F800000));
        TV isSubnormal = TSimd.EqualInts(exponent, default), isSpecial = TSimd.EqualInts(exponent, TSimd.Splat(0x0F800000));
        TV rebias = TSimd.Splat(0x38000000); // 112
        TV value = TSimd.AddInts(TSimd.AddInts(TSimd.And(wide, TSimd.Splat(0x0FFFE000)), rebias), TSimd.And(isSpecial, rebias));
        // A subnormal gets the exponent of 2^-14, which is subtracted again.
        value = TSimd.AddInts(value, TSimd.And(isSubnormal, TSimd.Splat(0x00800000)));
        value = TSimd.AddFloats(value, TSimd.And(isSubnormal, TSimd.Splat(unchecked((int)0xB8800000))));
        return TSimd.Or(value, sign);
    }

    /// <summary>Minus a half per row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV LoadNegated<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.Multiply(Load<TSimd, TV>(address), TSimd.Splat(unchecked((int)0xBF800000)));
}
