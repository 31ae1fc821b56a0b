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
        // Byte i looks at byte i / 8 of the bits. (Halves of 64 bits would be computed in software.)
        Vector128<byte> both = Vector128.Shuffle(Vector128.CreateScalar(bits).AsByte(), Vector128.Create(0UL, 0x0101010101010101UL).AsByte());
        return Vector128.Equals(both & select, select) & Vector128.Create((byte)16);
    }
}
