using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>The 16 values of the IQ4 formats (ggml's <c>kvalues_iq4nl</c>, part of the format).</summary>
static class NonLinearTable
{
    internal static ReadOnlySpan<sbyte> Values => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<sbyte> LookUp(Vector128<byte> nibbles) =>
        Vector128.Shuffle(Vector128.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113), nibbles.AsSByte());
}
