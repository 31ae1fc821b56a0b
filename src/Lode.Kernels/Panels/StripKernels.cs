using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>The kernels for many rows of activations: <see cref="PanelStrip"/>s are unpacked, then multiplied.</summary>
static unsafe class StripKernels<TType, TSimd, TV> where TType : struct, IPanelType where TSimd : struct, ISimd<TV> where TV : struct
{
    /// <summary>Unpacks the first <paramref name="blocks"/> times 32 columns, at most 8 times, of what is left of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Unpack(byte* panel, int blocks, byte* strip)
    {
        int bytes = TType.Bytes * ActivationTile.Columns / TType.Columns;
        for (int row = 0; row < PanelLayout.Rows; row += TSimd.Rows)
        {
            TV factors = default, addendFactors = default;
            byte* target = strip + 4 * row;
            for (int i = 0; i < blocks; i++, target += PanelStrip.BlockBytes)
            {
                byte* block = TType.Columns == ActivationTile.Columns ? panel + i * TType.Bytes : panel;
                int sub = TType.Columns == ActivationTile.Columns ? 0 : i;
                if (row == 0)
                    Prefetching.Ahead(panel + i * bytes, bytes);
                if (sub == 0)
                {
                    factors = TType.Factors<TSimd, TV>(block, row);
                    addendFactors = TType.AddendFactors<TSimd, TV>(block, row);
                }
                UnpackHalf(block, row, sub, 0, target, factors, addendFactors);
                UnpackHalf(block, row, sub, 1, target, factors, addendFactors);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void UnpackHalf(byte* block, int row, int sub, int half, byte* target, TV factors, TV addendFactors)
    {
        byte* codes = target + 256 * half, numbers = target + 64 * half;
        TSimd.Store(TType.Codes<TSimd, TV>(block, row, sub, half, 0), codes);
        TSimd.Store(TType.Codes<TSimd, TV>(block, row, sub, half, 1), codes + 64);
        TSimd.Store(TType.Codes<TSimd, TV>(block, row, sub, half, 2), codes + 128);
        TSimd.Store(TType.Codes<TSimd, TV>(block, row, sub, half, 3), codes + 192);
        if (half != 0 && !TType.Sixteens)
            return;
        TSimd.Store(TType.Scales<TSimd, TV>(factors, block, row, sub, half), numbers + PanelStrip.Scales);
        if (TType.IsAffine)
            TSimd.Store(TType.Addends<TSimd, TV>(addendFactors, block, row, sub, half), numbers + PanelStrip.Addends);
    }

    /// <summary>Adds the products of a strip.</summary>
    /// <param name="strip">The strip.</param>
    /// <param name="blocks">How many times 32 columns it has.</param>
    /// <param name="tile">Tiles of the same columns, one after another.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="sums">The sums: <c>[tiles, tokens of a tile, 16]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<T>(byte* strip, int blocks, byte* tile, int tiles, float* sums) where T : struct, ITokenCount
    {
        int halves = TType.Sixteens ? 2 : 1;
        for (; tiles > 0; tiles--, sums += T.Count * PanelLayout.Rows)
        {
            byte* block = strip;
            for (byte* end = strip + blocks * PanelStrip.BlockBytes; block < end; block += PanelStrip.BlockBytes, tile += T.Count * ActivationTile.RowBlockBytes)
            {
                for (int row = 0; row < PanelLayout.Rows; row += TSimd.Rows * TSimd.Vectors)
                {
                    for (int half = 0; half < halves; half++)
                    {
                        TV a = Start<T>(tile, half, 0), b = a, c = default, d = default, e = default, f = default, g = default, h = default;
                        if (T.Count == 4)
                        {
                            c = d = Start<T>(tile, half, 1);
                            e = f = Start<T>(tile, half, 2);
                            g = h = Start<T>(tile, half, 3);
                        }
                        byte* codes = block + 256 * half + 4 * row;
                        byte* x = tile + 16 * half;
                        for (int i = TType.Sixteens ? 1 : 2; i > 0; i--, codes += 256, x += 16)
                        {
                            Step<T>(codes, x, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                            Step<T>(codes + 64, x + 4, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                            Step<T>(codes + 128, x + 8, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                            Step<T>(codes + 192, x + 12, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                        }
                        byte* numbers = block + PanelStrip.Scales + 64 * half + 4 * row;
                        Finish<T>(a, b, numbers, tile, half, 0, sums + row);
                        if (T.Count == 4)
                        {
                            Finish<T>(c, d, numbers, tile, half, 1, sums + row);
                            Finish<T>(e, f, numbers, tile, half, 2, sums + row);
                            Finish<T>(g, h, numbers, tile, half, 3, sums + row);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Four columns: every vector of codes meets every row of activations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step<T>(byte* codes, byte* x, ref TV a, ref TV b, ref TV c, ref TV d, ref TV e, ref TV f, ref TV g, ref TV h) where T : struct, ITokenCount
    {
        TV w = TSimd.Load(codes), v = TSimd.Vectors == 2 ? TSimd.Load(codes + 4 * TSimd.Rows) : default;
        Step(w, v, x, ref a, ref b);
        if (T.Count == 4)
        {
            Step(w, v, x + 32, ref c, ref d);
            Step(w, v, x + 64, ref e, ref f);
            Step(w, v, x + 96, ref g, ref h);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(TV w, TV v, byte* x, ref TV a, ref TV b)
    {
        TV y = TSimd.Broadcast(x);
        a = Add(a, w, y);
        if (TSimd.Vectors == 2)
            b = Add(b, v, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Add(TV sum, TV codes, TV activations) =>
        TType.IsSigned ? TSimd.AddSigned(sum, codes, activations) : TSimd.Add(sum, codes, activations);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Start<T>(byte* tile, int half, int token) where T : struct, ITokenCount
    {
        TV pairs = ActivationTile.Pairs<TSimd, TV>(tile, T.Count, token, TType.Sixteens, half);
        return TType.IsSigned ? TSimd.StartSigned(pairs) : TSimd.Start(pairs, TType.Centre, TType.Offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish<T>(TV first, TV second, byte* numbers, byte* tile, int half, int token, float* sums) where T : struct, ITokenCount
    {
        TV scale = TSimd.Broadcast(tile + T.Count * ActivationTile.Scales + 4 * token);
        TV pairs = ActivationTile.Pairs<TSimd, TV>(tile, T.Count, token, TType.Sixteens, half);
        TV sum = default;
        if (TType.IsAffine)
            sum = TType.Sixteens ? TSimd.Multiply(scale, TSimd.ToFloats(TSimd.Widen(pairs))) : TSimd.Broadcast(tile + T.Count * ActivationTile.ScaledSums + 4 * token);
        sums += token * PanelLayout.Rows;
        Finish(first, scale, pairs, sum, numbers, sums);
        if (TSimd.Vectors == 2)
            Finish(second, scale, pairs, sum, numbers + 4 * TSimd.Rows, sums + TSimd.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish(TV dots, TV scale, TV pairs, TV scaledSum, byte* numbers, float* sums)
    {
        dots = TType.IsSigned ? dots : TSimd.Finish(dots, pairs, TType.Centre, TType.Offset);
        TV total = TSimd.MultiplyAdd(TSimd.ToFloats(dots), TSimd.Multiply(TSimd.Load(numbers), scale), TSimd.Load(sums));
        if (TType.IsAffine)
            total = TSimd.MultiplyAdd(TSimd.Load(numbers + (PanelStrip.Addends - PanelStrip.Scales)), scaledSum, total);
        TSimd.Store(total, sums);
    }
}
