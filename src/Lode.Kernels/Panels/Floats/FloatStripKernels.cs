using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Panels of plain numbers times rows of binary32, which are not rounded.</summary>
static unsafe class FloatStripKernels<TType, TSimd, TV> where TType : struct, IFloatPanelType where TSimd : struct, ISimd<TV> where TV : struct
{
    /// <summary>Unpacks a strip; <paramref name="columns"/> is at most <see cref="FloatStrip.Columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Unpack(byte* panel, int columns, float* strip)
    {
        for (; columns > 0; columns--, panel += PanelLayout.Rows * TType.Bytes, strip += PanelLayout.Rows)
        {
            Prefetching.Ahead(panel, PanelLayout.Rows * TType.Bytes);
            for (int row = 0; row < PanelLayout.Rows; row += TSimd.Rows)
                TSimd.Store(TType.Load<TSimd, TV>(panel + row * TType.Bytes), strip + row);
        }
    }

    /// <summary>One row of inputs and the full strips of a panel, which are unpacked in registers.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="strips">How many full strips it has.</param>
    /// <param name="inputs">As many columns.</param>
    /// <param name="sums">Takes the 16 sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void One(byte* panel, int strips, float* inputs, float* sums)
    {
        const int RunBytes = FloatStrip.Run * PanelLayout.Rows;
        for (int row = 0; row < PanelLayout.Rows; row += TSimd.Rows * TSimd.Vectors)
        {
            TV first = default, second = default;
            byte* weights = panel + row * TType.Bytes;
            float* x = inputs;
            for (int strip = 0; strip < strips; strip++, weights += 3 * RunBytes * TType.Bytes, x += 3 * FloatStrip.Run)
            {
                TV a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
                for (float* end = x + FloatStrip.Run; x < end; x++, weights += PanelLayout.Rows * TType.Bytes)
                {
                    Step(weights, x, ref a, ref b);
                    Step(weights + RunBytes * TType.Bytes, x + FloatStrip.Run, ref c, ref d);
                    Step(weights + 2 * RunBytes * TType.Bytes, x + 2 * FloatStrip.Run, ref e, ref f);
                    Step(weights + 3 * RunBytes * TType.Bytes, x + 3 * FloatStrip.Run, ref g, ref h);
                }
                first = TSimd.AddFloats(first, TSimd.AddFloats(TSimd.AddFloats(a, c), TSimd.AddFloats(e, g)));
                if (TSimd.Vectors == 2)
                    second = TSimd.AddFloats(second, TSimd.AddFloats(TSimd.AddFloats(b, d), TSimd.AddFloats(f, h)));
            }
            TSimd.Store(first, sums + row);
            if (TSimd.Vectors == 2)
                TSimd.Store(second, sums + row + TSimd.Rows);
        }
    }

    /// <summary>Adds the products of a strip.</summary>
    /// <param name="strip">The strip.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="inputs">The same columns of the inputs.</param>
    /// <param name="stride">Floats from one row of inputs to the next.</param>
    /// <param name="times">How many times <typeparamref name="T"/> rows of inputs there are.</param>
    /// <param name="sums">The sums: <c>[inputs, 16]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<T>(float* strip, int columns, float* inputs, nint stride, int times, float* sums) where T : struct, ITokenCount
    {
        float* runs = stackalloc float[4 * FourTokens.Count * PanelLayout.Rows];
        for (; times > 0; times--, inputs += T.Count * stride, sums += T.Count * PanelLayout.Rows)
        {
            for (int row = 0; row < PanelLayout.Rows; row += TSimd.Rows * TSimd.Vectors)
            {
                for (int run = 0; run < 4; run++)
                {
                    int first = run * FloatStrip.Run, end = Math.Min(first + FloatStrip.Run, columns);
                    Run<T>(strip + row, inputs, stride, first, end, runs + run * T.Count * PanelLayout.Rows + row);
                }
            }
            for (int i = 0; i < T.Count * PanelLayout.Rows; i += TSimd.Rows)
            {
                float* at = runs + i;
                TV lower = TSimd.AddFloats(TSimd.Load(at), TSimd.Load(at + T.Count * PanelLayout.Rows));
                TV upper = TSimd.AddFloats(TSimd.Load(at + 2 * T.Count * PanelLayout.Rows), TSimd.Load(at + 3 * T.Count * PanelLayout.Rows));
                TSimd.Store(TSimd.AddFloats(TSimd.Load(sums + i), TSimd.AddFloats(lower, upper)), sums + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Run<T>(float* strip, float* inputs, nint stride, int column, int end, float* sums) where T : struct, ITokenCount
    {
        TV a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        float* weights = strip + column * PanelLayout.Rows;
        float* last = inputs + end;
        for (float* x = inputs + column; x < last; x++, weights += PanelLayout.Rows)
        {
            TV w = TSimd.Load(weights), v = TSimd.Vectors == 2 ? TSimd.Load(weights + TSimd.Rows) : default;
            Step(w, v, x, ref a, ref b);
            if (T.Count == 4)
            {
                Step(w, v, x + stride, ref c, ref d);
                Step(w, v, x + 2 * stride, ref e, ref f);
                Step(w, v, x + 3 * stride, ref g, ref h);
            }
        }
        Store(a, b, sums);
        if (T.Count == 4)
        {
            Store(c, d, sums + PanelLayout.Rows);
            Store(e, f, sums + 2 * PanelLayout.Rows);
            Store(g, h, sums + 3 * PanelLayout.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(byte* weights, float* x, ref TV a, ref TV b)
    {
        Prefetching.Ahead(weights, 1);
        TV y = TSimd.Broadcast(x);
        a = TSimd.MultiplyAdd(TType.Load<TSimd, TV>(weights), y, a);
        if (TSimd.Vectors == 2)
            b = TSimd.MultiplyAdd(TType.Load<TSimd, TV>(weights + TSimd.Rows * TType.Bytes), y, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(TV w, TV v, float* x, ref TV a, ref TV b)
    {
        TV y = TSimd.Broadcast(x);
        a = TSimd.MultiplyAdd(w, y, a);
        if (TSimd.Vectors == 2)
            b = TSimd.MultiplyAdd(v, y, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(TV first, TV second, float* sums)
    {
        TSimd.Store(first, sums);
        if (TSimd.Vectors == 2)
            TSimd.Store(second, sums + TSimd.Rows);
    }
}
