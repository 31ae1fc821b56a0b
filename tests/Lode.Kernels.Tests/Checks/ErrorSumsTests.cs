using Lode.Kernels.Checks;

namespace Lode.Kernels.Tests.Checks;

public sealed class ErrorSumsTests
{
    [Fact]
    public void Sums_are_those_of_a_plain_loop_and_parts_add_up()
    {
        Random random = new(2);
        ErrorSums parts = default, halves = default, other = default;
        double squaredDifferences = 0, squares = 0, largest = 0;
        long count = 0;
        for (int row = 0; row < 40; row++)
        {
            float[] a = [.. Enumerable.Range(0, row + 1).Select(_ => (float)(random.NextDouble() - 0.5))];
            float[] b = [.. a.Select(value => value + (float)(0.01 * random.NextDouble()))];
            parts.Add(a, b);
            (row % 2 == 0 ? ref halves : ref other).Add(a, b);
            for (int i = 0; i < a.Length; i++)
            {
                double difference = (double)a[i] - b[i];
                squaredDifferences += difference * difference;
                squares += (double)a[i] * a[i];
                largest = Math.Max(largest, Math.Abs(difference));
            }
            count += a.Length;
        }
        halves.Add(other);
        foreach (ErrorSums sums in new[] { parts, halves })
        {
            sums.Count.ShouldBe(count);
            sums.SquaredDifferences.ShouldBe(squaredDifferences, 1e-12 * squaredDifferences);
            sums.Squares.ShouldBe(squares, 1e-12 * squares);
            sums.LargestDifference.ShouldBe(largest);
            sums.RmsError.ShouldBe(Math.Sqrt(squaredDifferences / count), 1e-12);
            sums.RelativeRmsError.ShouldBe(Math.Sqrt(squaredDifferences / squares), 1e-12);
        }
    }

    [Fact]
    public void Extreme_values_do_not_overflow_and_NaN_is_not_hidden()
    {
        ErrorSums sums = default;
        sums.RmsError.ShouldBe(0);
        sums.RelativeRmsError.ShouldBe(0);
        float[] huge = [.. Enumerable.Repeat(3e38f, 20)];
        sums.Add(huge, [.. huge.Select(value => -value)]);
        sums.RelativeRmsError.ShouldBe(2, 1e-12);
        for (int at = 0; at < 20; at++)
        {
            ErrorSums spoilt = default;
            float[] values = [.. huge];
            values[at] = float.NaN;
            spoilt.Add(huge, values);
            double.IsNaN(spoilt.RmsError).ShouldBeTrue();
            double.IsNaN(spoilt.LargestDifference).ShouldBeTrue($"at {at}");
        }
    }

    [Fact]
    public void Rows_of_different_lengths_are_refused() =>
        Should.Throw<ArgumentException>(() => new ErrorSums().Add(new float[3], new float[4])).Message.ShouldContain("4");
}
