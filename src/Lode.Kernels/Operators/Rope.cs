using System.Runtime.CompilerServices;

namespace Lode.Kernels.Operators;

/// <summary>Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of one head.</summary>
public static unsafe class Rope
{
    /// <summary>Rotates adjacent pairs (2i, 2i + 1), the order of the llama architecture's GGUF files ("NORM").</summary>
    /// <param name="head"><c>[rotated]</c> or longer, changed in place.</param>
    /// <param name="cosSin"><c>[rotated / 2, 2]</c>: cosine and sine of each pair's angle at this position.</param>
    /// <param name="rotated">Values that take part, even.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pairs(float* head, float* cosSin, nint rotated)
    {
        for (nint i = 0; i < rotated; i += 2)
        {
            float a = head[i];
            float b = head[i + 1];
            head[i] = a * cosSin[i] - b * cosSin[i + 1];
            head[i + 1] = a * cosSin[i + 1] + b * cosSin[i];
        }
    }

    /// <summary>Rotates the halves, i with i + rotated / 2, the order of Hugging Face's files and of most other architectures ("NEOX").</summary>
    /// <inheritdoc cref="Pairs"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Halves(float* head, float* cosSin, nint rotated)
    {
        nint half = rotated / 2;
        for (nint i = 0; i < half; i++)
        {
            float a = head[i];
            float b = head[i + half];
            head[i] = a * cosSin[2 * i] - b * cosSin[2 * i + 1];
            head[i + half] = a * cosSin[2 * i + 1] + b * cosSin[2 * i];
        }
    }

    /// <summary>Fills the table of one position: angle i is <c>position * frequencies[i]</c>, computed in binary64.</summary>
    /// <param name="cosSin"><c>[frequencies.Length, 2]</c>, written.</param>
    /// <param name="position">The token's position, from 0.</param>
    /// <param name="frequencies">Radians per position of each pair.</param>
    /// <param name="magnitude">What cosines and sines are multiplied with (YaRN and LongRoPE); 1 for a plain rotation.</param>
    public static void FillTable(float* cosSin, int position, ReadOnlySpan<double> frequencies, double magnitude = 1)
    {
        for (int i = 0; i < frequencies.Length; i++)
        {
            (double sin, double cos) = Math.SinCos(position * frequencies[i]);
            cosSin[2 * i] = (float)(cos * magnitude);
            cosSin[2 * i + 1] = (float)(sin * magnitude);
        }
    }
}
