namespace Lode.Kernels.Matrix;

/// <summary>The product as one would write it down, in binary64: what the fast path is checked against.</summary>
public static unsafe class ReferenceProduct
{
    /// <summary>The inner product of one decoded weight row with an input row of <see cref="MatrixView.Columns"/> values.</summary>
    /// <exception cref="ArgumentException">The input is shorter than the row.</exception>
    public static double Row(in MatrixView weights, int row, ReadOnlySpan<float> input)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input.Length, weights.Columns, nameof(input));
        float[] decoded = new float[weights.Columns];
        fixed (float* target = decoded)
            Decode.RowDecoder.Scalar(weights.Format)(weights.Data + row * weights.RowBytes, target, weights.Columns);
        double sum = 0;
        for (int i = 0; i < decoded.Length; i++)
            sum += (double)decoded[i] * input[i];
        return sum;
    }
}
