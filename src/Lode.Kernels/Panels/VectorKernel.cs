using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>The kernel for one row of activations: a panel is unpacked in registers and multiplied at once.</summary>
static unsafe class VectorKernel<TType, TSimd, TV> where TType : struct, IPanelType where TSimd : struct, ISimd<TV> where TV : struct
{
    /// <summary>Multiplies.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="columns">Its columns, whole blocks.</param>
    /// <param name="tile">A tile of one row.</param>
    /// <param name="sums">Takes the 16 sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(byte* panel, nint columns, byte* tile, float* sums)
    {
        int last = TType.Sixteens ? 1 : 0; // which scales the second 16 columns have
        byte* end = panel + columns / TType.Columns * TType.Bytes;
        for (int row = 0; row < PanelLayout.Rows; row += TSimd.Rows * TSimd.Vectors)
        {
            TV first = default, second = default;
            byte* x = tile;
            for (byte* block = panel; block < end; block += TType.Bytes)
            {
                TV firstFactors = TType.Factors<TSimd, TV>(block, row), firstAddends = TType.AddendFactors<TSimd, TV>(block, row);
                TV secondFactors = default, secondAddends = default;
                if (TSimd.Vectors == 2)
                {
                    secondFactors = TType.Factors<TSimd, TV>(block, row + TSimd.Rows);
                    secondAddends = TType.AddendFactors<TSimd, TV>(block, row + TSimd.Rows);
                }
                for (int sub = 0; sub < TType.Columns / ActivationTile.Columns; sub++, x += ActivationTile.RowBlockBytes)
                {
                    const int Columns = ActivationTile.Columns;
                    if (row == 0)
                        Prefetching.Ahead(block + sub * (TType.Bytes * Columns / TType.Columns), TType.Bytes * Columns / TType.Columns);
                    TV pairs = ActivationTile.Pairs<TSimd, TV>(x, 1, 0, TType.Sixteens, 0);
                    TV a = Start(pairs), b = a;
                    Step(block, row, sub, 0, 0, x, ref a, ref b);
                    Step(block, row, sub, 0, 1, x, ref a, ref b);
                    Step(block, row, sub, 0, 2, x, ref a, ref b);
                    Step(block, row, sub, 0, 3, x, ref a, ref b);
                    if (TType.Sixteens)
                    {
                        Finish(a, pairs, firstFactors, firstAddends, block, row, sub, 0, x, ref first);
                        if (TSimd.Vectors == 2)
                            Finish(b, pairs, secondFactors, secondAddends, block, row + TSimd.Rows, sub, 0, x, ref second);
                        pairs = ActivationTile.Pairs<TSimd, TV>(x, 1, 0, true, 1);
                        a = b = Start(pairs);
                    }
                    Step(block, row, sub, 1, 0, x, ref a, ref b);
                    Step(block, row, sub, 1, 1, x, ref a, ref b);
                    Step(block, row, sub, 1, 2, x, ref a, ref b);
                    Step(block, row, sub, 1, 3, x, ref a, ref b);
                    Finish(a, pairs, firstFactors, firstAddends, block, row, sub, last, x, ref first);
                    if (TSimd.Vectors == 2)
                        Finish(b, pairs, secondFactors, secondAddends, block, row + TSimd.Rows, sub, last, x, ref second);
                }
            }
            TSimd.Store(first, sums + row);
            if (TSimd.Vectors == 2)
                TSimd.Store(second, sums + row + TSimd.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(byte* block, int row, int sub, int half, int step, byte* tile, ref TV a, ref TV b)
    {
        TV x = TSimd.Broadcast(tile + 16 * half + 4 * step);
        a = Add(a, TType.Codes<TSimd, TV>(block, row, sub, half, step), x);
        if (TSimd.Vectors == 2)
            b = Add(b, TType.Codes<TSimd, TV>(block, row + TSimd.Rows, sub, half, step), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Add(TV sum, TV codes, TV activations) =>
        TType.IsSigned ? TSimd.AddSigned(sum, codes, activations) : TSimd.Add(sum, codes, activations);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Start(TV pairs) => TType.IsSigned ? TSimd.StartSigned(pairs) : TSimd.Start(pairs, TType.Centre, TType.Offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish(TV dots, TV pairs, TV factors, TV addendFactors, byte* block, int row, int sub, int half, byte* tile, ref TV sum)
    {
        TV scale = TSimd.Broadcast(tile + ActivationTile.Scales);
        dots = TType.IsSigned ? dots : TSimd.Finish(dots, pairs, TType.Centre, TType.Offset);
        sum = TSimd.MultiplyAdd(TSimd.ToFloats(dots), TSimd.Multiply(TType.Scales<TSimd, TV>(factors, block, row, sub, half), scale), sum);
        if (TType.IsAffine)
        {
            TV scaledSum = TType.Sixteens ? TSimd.Multiply(scale, TSimd.ToFloats(TSimd.Widen(pairs))) : TSimd.Broadcast(tile + ActivationTile.ScaledSums);
            sum = TSimd.MultiplyAdd(TType.Addends<TSimd, TV>(addendFactors, block, row, sub, half), scaledSum, sum);
        }
    }
}
