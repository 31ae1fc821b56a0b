using System.Runtime.CompilerServices;
using Lode.Kernels.Checks;

namespace Lode.Kernels.Encode;

/// <summary>What a block that holds an infinity or a NaN becomes: a NaN scale and zeros, so that every value of it decodes to NaN.</summary>
/// <remarks>Nothing is invented and nothing is hidden: <see cref="FiniteScan"/> finds the value before, <see cref="BlockScales"/> the block afterwards.</remarks>
static unsafe class NotFinite
{
    /// <summary>Fills a block of <paramref name="bytes"/> whose binary16 scale is at <paramref name="scale"/>.</summary>
    internal static void Write(byte* target, int bytes, int scale)
    {
        new Span<byte>(target, bytes).Clear();
        Unsafe.WriteUnaligned(target + scale, (ushort)0x7E00);
    }
}
