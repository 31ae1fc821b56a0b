using System.Runtime.CompilerServices;

namespace Lode.Kernels.Encode;

/// <summary>16 sub-blocks of one or two super-blocks, side by side: lane s of every row belongs to sub-block s, so that a vector works on many sub-blocks and sums nothing across.</summary>
/// <remarks>
/// Each super-block is scaled by a power of two so that its largest magnitude is near one: nothing overflows, and no threshold depends on the
/// size of the weights. The scales that are stored are rounded at their true size.
/// </remarks>
unsafe struct SuperBlockBatch
{
    /// <summary>Sub-blocks in a batch.</summary>
    internal const int Lanes = 16;

    /// <summary>Half of the smallest binary16: below it nothing but zero is nearer to a value.</summary>
    const float Smallest = 2.9802322e-8f;

    /// <summary>The scaled values, [value of the sub-block, sub-block].</summary>
    internal fixed float Values[32 * Lanes];

    /// <summary>Room for values that a search prepares, of the same shape.</summary>
    internal fixed float Prepared[32 * Lanes];

    /// <summary>The codes that were chosen last, of the same shape.</summary>
    internal fixed byte Codes[32 * Lanes];

    /// <summary>Per sub-block: the best scale and minimum as real numbers.</summary>
    internal fixed float Scale[Lanes], Min[Lanes];

    /// <summary>Per sub-block: the integers that are stored for them.</summary>
    internal fixed float ScaleCode[Lanes], MinCode[Lanes];

    /// <summary>Per sub-block, the same within a super-block: what one step of these integers is worth, scaled.</summary>
    internal fixed float Step[Lanes], MinStep[Lanes];

    /// <summary>Per sub-block: the squared error of the last choice.</summary>
    internal fixed float Error[Lanes];

    /// <summary>Per sub-block: sums over values x and codes q of the last choice.</summary>
    internal fixed float SumX[Lanes], SumQ[Lanes], SumQQ[Lanes], SumXQ[Lanes];

    /// <summary>Per super-block of the batch: the power of two that its values were divided by, and the scales as they are stored.</summary>
    internal fixed float Unit[2], D[2], MinD[2];

    /// <summary>Puts a super-block of 256 values in its lanes; one that is not finite is put in as zeros.</summary>
    /// <param name="source">256 values.</param>
    /// <param name="index">Which super-block of the batch.</param>
    /// <param name="length">Values per sub-block: 16 or 32.</param>
    /// <returns>Whether all values are finite.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal bool Load<T>(float* source, int index, int length) where T : struct, IFloats<T>
    {
        T magnitudes = T.Create(0);
        for (int i = 0; i < TensorFormats.SuperBlock; i += T.Width)
            magnitudes = T.MaxMagnitude(magnitudes, T.Load(source + i));
        float largest = T.MaxMagnitudeAcross(magnitudes);
        // The exponent of the largest value; 2^-127 would not be a normal number, so the very largest stay below four.
        uint exponent = Math.Min(BitConverter.SingleToUInt32Bits(largest) >> 23, 253);
        Unit[index] = BitConverter.UInt32BitsToSingle(exponent << 23);
        float factor = largest < Smallest ? 0 : BitConverter.UInt32BitsToSingle(254 - exponent << 23);
        int subBlocks = TensorFormats.SuperBlock / length;
        fixed (float* values = Values)
        {
            float* lane = values + index * subBlocks;
            if (!float.IsFinite(largest))
            {
                for (int i = 0; i < length; i++)
                    new Span<float>(lane + i * Lanes, subBlocks).Clear();
                return false;
            }
            for (int sub = 0; sub < subBlocks; sub++, lane++)
            {
                float* row = lane;
                for (float* end = source + length; source < end; source++, row += Lanes)
                    *row = *source * factor;
            }
        }
        return true;
    }
}
