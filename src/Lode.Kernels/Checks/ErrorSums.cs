using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Checks;

/// <summary>How far one tensor is from another, summed in double precision over any number of rows.</summary>
public unsafe struct ErrorSums
{
    /// <summary>Values added so far.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of squared differences.</summary>
    public double SquaredDifferences { get; private set; }

    /// <summary>The sum of squares of the reference.</summary>
    public double Squares { get; private set; }

    /// <summary>The largest magnitude of a difference.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>The root mean square of the differences; 0 before anything was added.</summary>
    public readonly double RmsError => Count == 0 ? 0 : Math.Sqrt(SquaredDifferences / Count);

    /// <summary>The root mean square of the differences relative to that of the reference: 0 without a difference, infinite where only the reference is all zeros.</summary>
    public readonly double RelativeRmsError => SquaredDifferences == 0 ? 0 : Math.Sqrt(SquaredDifferences / Squares);

    /// <summary>Adds rows of the same length.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> approximation)
    {
        if (reference.Length != approximation.Length)
            throw new ArgumentException($"{approximation.Length} values cannot be compared with {reference.Length}", nameof(approximation));
        fixed (float* a = reference)
        fixed (float* b = approximation)
            Add(a, b, reference.Length);
    }

    /// <summary>Adds <paramref name="count"/> values. An infinity or NaN makes the sums NaN or infinite; a difference that is NaN is the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(float* reference, float* approximation, nint count)
    {
        nint i = 0;
        Vector256<double> differences = Vector256<double>.Zero, differences2 = differences, squares = differences, squares2 = differences;
        Vector256<double> largest = differences, largest2 = differences;
        for (; i + 8 <= count; i += 8)
        {
            Vector256<float> a = Vector256.Load(reference + i);
            Vector256<float> b = Vector256.Load(approximation + i);
            Vector256<double> low = Vector256.WidenLower(a), high = Vector256.WidenUpper(a);
            Vector256<double> lowDifference = low - Vector256.WidenLower(b), highDifference = high - Vector256.WidenUpper(b);
            differences += lowDifference * lowDifference;
            differences2 += highDifference * highDifference;
            squares += low * low;
            squares2 += high * high;
            largest = Vector256.Max(largest, Vector256.Abs(lowDifference));
            largest2 = Vector256.Max(largest2, Vector256.Abs(highDifference));
        }
        double sum = Vector256.Sum(differences + differences2), square = Vector256.Sum(squares + squares2), most = LargestDifference;
        largest = Vector256.Max(largest, largest2);
        for (int lane = 0; lane < 4; lane++)
            most = Math.Max(most, largest.GetElement(lane));
        for (; i < count; i++)
        {
            double difference = (double)reference[i] - approximation[i];
            sum += difference * difference;
            square += (double)reference[i] * reference[i];
            most = Math.Max(most, Math.Abs(difference));
        }
        Count += count;
        SquaredDifferences += sum;
        Squares += square;
        LargestDifference = most;
    }

    /// <summary>Adds what another part of the same tensor gave.</summary>
    public void Add(ErrorSums other)
    {
        Count += other.Count;
        SquaredDifferences += other.SquaredDifferences;
        Squares += other.Squares;
        LargestDifference = Math.Max(LargestDifference, other.LargestDifference);
    }
}
