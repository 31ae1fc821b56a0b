using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>The packed fifth bits of the Q5 formats.</summary>
static class FifthBits
{
    /// <summary>16 in byte i where bit i of <paramref name="bits"/> is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Spread(ushort bits)
    {
        Vector128<byte> select = Vector128.Create(0x8040201008040201UL).AsByte(); // bit i % 8 for byte i
        Vector128<byte> low = Vector128.Create((byte)bits);
        Vector128<byte> high = Vector128.Create((byte)(bits >> 8));
        Vector128<byte> both = Vector128.Create(low.GetLower(), high.GetLower());
        return Vector128.Equals(both & select, select) & Vector128.Create((byte)16);
    }
}
