using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Encode;

/// <summary>The 32 codes of a block, one a byte, and how the formats pack them.</summary>
static unsafe class Codes32
{
    /// <summary><c>min((value - minimum) * inverse + rounding, largest)</c> cut towards zero, each step rounded by itself as in ggml's plain C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Make<T>(float* source, float minimum, float inverse, float rounding, float largest, byte* codes) where T : struct, IFloats<T>
    {
        T m = T.Create(minimum), scale = T.Create(inverse), half = T.Create(rounding), top = T.Create(largest);
        for (int i = 0; i < 32; i += T.Width)
            T.StoreBytes(T.Min(top, (T.Load(source + i) - m) * scale + half), codes + i);
    }

    /// <summary>Byte i takes the low four bits of codes i (low) and i + 16 (high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PackNibbles(byte* codes, byte* target)
    {
        Vector128<byte> low = Vector128.Load(codes) & Vector128.Create((byte)0x0F);
        Vector128<byte> high = Vector128.ShiftLeft(Vector128.Load(codes + 16).AsUInt16(), 4).AsByte() & Vector128.Create((byte)0xF0);
        (low | high).Store(target);
    }

    /// <summary>Bit i is the fifth bit of code i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint FifthBits(byte* codes) =>
        Vector128.ShiftLeft(Vector128.Load(codes).AsUInt16(), 3).AsByte().ExtractMostSignificantBits()
        | Vector128.ShiftLeft(Vector128.Load(codes + 16).AsUInt16(), 3).AsByte().ExtractMostSignificantBits() << 16;
}
