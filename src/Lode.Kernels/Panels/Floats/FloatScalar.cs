namespace Lode.Kernels.Panels;

/// <summary>A row of numbers times a row of inputs, as one would write it down: what every path equals to the bit.</summary>
static unsafe class FloatScalar
{
    /// <summary>The sum, in the order that <see cref="FloatStrip"/> describes.</summary>
    internal static float Dot(float* weights, float* inputs, nint columns)
    {
        float sum = 0;
        float* runs = stackalloc float[4];
        for (nint strip = 0; strip < columns; strip += FloatStrip.Columns)
        {
            for (int run = 0; run < 4; run++)
            {
                runs[run] = 0;
                nint first = strip + run * FloatStrip.Run;
                for (nint i = first; i < Math.Min(first + FloatStrip.Run, columns); i++)
                    runs[run] = MathF.FusedMultiplyAdd(weights[i], inputs[i], runs[run]);
            }
            sum += (runs[0] + runs[1]) + (runs[2] + runs[3]);
        }
        return sum;
    }
}
