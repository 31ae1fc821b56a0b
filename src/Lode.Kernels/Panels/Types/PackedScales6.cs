using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>The eight 6-bit scales and minima of Q4_K and Q5_K, in vectors of rows; the packing is that of <see cref="Decode.ScaleMin"/>.</summary>
static unsafe class PackedScales6
{
    /// <summary>The scales of 32 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV Scale<TSimd, TV>(byte* packed, int sub) where TSimd : struct, ISimd<TV> where TV : struct => TSimd.ToFloats(sub < 4
        ? TSimd.And(TSimd.LoadBytes(packed + 16 * sub), TSimd.Splat(63))
        : TSimd.Or(TSimd.And(TSimd.LoadBytes(packed + 16 * (sub + 4)), TSimd.Splat(15)), Upper<TSimd, TV>(packed + 16 * (sub - 4))));

    /// <summary>The minima of 32 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV Minimum<TSimd, TV>(byte* packed, int sub) where TSimd : struct, ISimd<TV> where TV : struct => TSimd.ToFloats(sub < 4
        ? TSimd.And(TSimd.LoadBytes(packed + 16 * (sub + 4)), TSimd.Splat(63))
        : TSimd.Or(TSimd.ShiftRightInts(TSimd.LoadBytes(packed + 16 * (sub + 4)), 4), Upper<TSimd, TV>(packed + 16 * sub)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Upper<TSimd, TV>(byte* packed) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.ShiftLeftInts(TSimd.ShiftRightInts(TSimd.LoadBytes(packed), 6), 4);
}
