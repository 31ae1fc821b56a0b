using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>The fifth bits of Q5_0 and Q5_1: 32 per row.</summary>
static class FifthBits
{
    /// <summary>16 in byte i of a row where its bit <paramref name="first"/> + i is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV Spread<TSimd, TV>(TV bits, int first) where TSimd : struct, ISimd<TV> where TV : struct
    {
        // The factor copies the four bits to where 4, 12, 20 and 28 each receive another of them.
        TV four = TSimd.And(TSimd.ShiftRightInts(bits, first), TSimd.Splat(15));
        return TSimd.And(TSimd.MultiplyInts(four, TSimd.Splat(0x02040810)), TSimd.Splat(0x10101010));
    }
}
