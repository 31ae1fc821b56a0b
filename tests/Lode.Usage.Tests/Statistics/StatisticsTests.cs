using FsCheck;
using FsCheck.Fluent;
using Lode.Usage.Statistics;

namespace Lode.Usage.Tests.Statistics;

public sealed class StatisticsTests
{
    [Fact]
    public void A_summary_worked_out_by_hand_with_an_odd_count()
    {
        // Sorted 1 1 2 2 4 6 9: median 2; distances 1 1 0 0 2 4 7, sorted 0 0 1 1 2 4 7: MAD 1.
        // The score of 9 is 7 / 1.4826 = 4.7, that of 6 is 2.7.
        Summary summary = Summary.Of([1, 9, 2, 4, 2, 1, 6]);
        (summary.Median, summary.Mad, summary.Min, summary.Max, summary.Count).ShouldBe((2, 1, 1, 9, 7));
        summary.Outliers.ShouldBe([1]);
    }

    [Fact]
    public void A_summary_worked_out_by_hand_with_an_even_count()
    {
        // Sorted 1 2 4 10: median 3; distances 2 1 1 7: MAD 1.5. The score of 10 is 7 / 2.2239 = 3.1.
        Summary summary = Summary.Of([10, 1, 4, 2]);
        (summary.Median, summary.Mad, summary.Min, summary.Max, summary.Count).ShouldBe((3, 1.5, 1, 10, 4));
        summary.Outliers.ShouldBeEmpty();
    }

    [Fact]
    public void Where_most_values_are_the_same_the_mean_distance_takes_the_place_of_the_mad()
    {
        // MAD 0; mean distance 8 / 6 = 1.33, times 1.2533 times 3.5 = 5.8.
        Summary summary = Summary.Of([5, 5, 5, 5, 5, 13]);
        summary.Mad.ShouldBe(0);
        summary.Outliers.ShouldBe([5]);
    }

    [Fact]
    public void The_same_value_again_and_again_has_no_outlier() => Summary.Of([7, 7, 7]).ShouldSatisfyAllConditions(
        summary => summary.Mad.ShouldBe(0), summary => summary.Outliers.ShouldBeEmpty());

    [Fact]
    public void One_value_is_its_own_summary()
    {
        Summary summary = Summary.Of([42]);
        (summary.Median, summary.Mad, summary.Min, summary.Max, summary.Count).ShouldBe((42, 0, 42, 42, 1));
    }

    [Fact]
    public void Nothing_cannot_be_summarised() => Should.Throw<ArgumentException>(() => Summary.Of([]));

    [Fact]
    public void The_order_of_values_and_the_unit_do_not_matter() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<int>>(),
        numbers =>
        {
            double[] values = [.. numbers.Get.Select(number => (double)number)];
            Summary plain = Summary.Of(values);
            Summary reversed = Summary.Of([.. values.Reverse()]);
            Summary doubled = Summary.Of([.. values.Select(value => value * 2)]);
            return (plain.Median, plain.Mad) == (reversed.Median, reversed.Mad)
                && (plain.Median * 2, plain.Mad * 2) == (doubled.Median, doubled.Mad)
                && plain.Outliers.SequenceEqual(doubled.Outliers)
                && plain.Min <= plain.Median && plain.Median <= plain.Max;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ratio_is_the_median_of_pairs_and_not_the_ratio_of_medians()
    {
        // Pairs 2, 3, 4; the medians are 30 and 10, whose ratio is 3 as well, but not once the pairs are moved.
        PairedRatio.Of([20, 30, 40], [10, 10, 10]).Median.ShouldBe(3);
        // 10/5 = 2, 30/10 = 3, 4/4 = 1: median 2; medians 10 and 5 are only by chance the same pair.
        PairedRatio.Of([10, 30, 4], [5, 10, 4]).Median.ShouldBe(2);
        // 1/4, 8/2, 5/5: median 1; the medians 5 and 4 would give 1.25.
        PairedRatio.Of([1, 8, 5], [4, 2, 5]).Median.ShouldBe(1);
    }

    [Fact]
    public void Pairs_that_agree_leave_no_doubt() =>
        PairedRatio.Of([2, 4, 6, 8, 10], [1, 2, 3, 4, 5]).ShouldBe(new PairedRatio(2, 2, 2, 5));

    [Fact]
    public void The_interval_of_two_values_reaches_from_the_one_to_the_other()
    {
        // Of two pairs, a quarter of all draws has twice the lower one and a quarter twice the upper one.
        PairedRatio ratio = PairedRatio.Of([1, 3], [1, 1]);
        (ratio.Median, ratio.Low, ratio.High).ShouldBe((2, 1, 3));
    }

    [Fact]
    public void The_interval_of_many_values_is_that_of_the_theory()
    {
        // 1 to 101: the median of a draw lies within the order statistics 51 +- 1.96 * sqrt(101) / 2, that is 41 to 61.
        double[] values = [.. Enumerable.Range(1, 101).Select(value => (double)value)];
        PairedRatio ratio = PairedRatio.Of(values, [.. values.Select(_ => 1.0)]);
        ratio.Median.ShouldBe(51);
        ratio.Low.ShouldBeInRange(39, 43);
        ratio.High.ShouldBeInRange(59, 63);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        double[] values = [.. Enumerable.Range(1, 30).Select(value => Math.Sin(value) + 2)];
        double[] ones = [.. values.Select(_ => 1.0)];
        PairedRatio.Of(values, ones, seed: 7).ShouldBe(PairedRatio.Of(values, ones, seed: 7));
    }

    [Fact]
    public void Zeros_have_a_ratio_too()
    {
        PairedRatio.Of([0, 0, 0], [0, 0, 0]).Median.ShouldBe(1);
        PairedRatio.Of([5, 5, 5], [0, 0, 0]).Low.ShouldBe(double.PositiveInfinity);
        PairedRatio.Of([0, 0, 0], [5, 5, 5]).High.ShouldBe(0);
    }

    [Fact]
    public void A_difference_is_visible_where_the_interval_leaves_1_out_and_there_are_enough_pairs()
    {
        new PairedRatio(1.5, 1.2, 1.8, 5).IsVisible.ShouldBeTrue();
        new PairedRatio(0.5, 0.3, 0.9, 5).IsVisible.ShouldBeTrue();
        new PairedRatio(1.5, 0.9, 1.8, 5).IsVisible.ShouldBeFalse();
        new PairedRatio(1.5, 1.2, 1.8, 4).IsVisible.ShouldBeFalse();
    }

    [Fact]
    public void Values_without_partners_are_refused()
    {
        Should.Throw<ArgumentException>(() => PairedRatio.Of([], []));
        Should.Throw<ArgumentException>(() => PairedRatio.Of([1, 2], [1])).Message.ShouldContain("found 2 and 1 values");
    }

    [Fact]
    public void The_random_numbers_are_those_of_the_published_generator()
    {
        SplitMix random = new(1234567);
        // The first values for this seed, as Java's SplittableRandom and the reference in C print them.
        ((ulong[])[random.Next(), random.Next(), random.Next()]).ShouldBe([6457827717110365317, 3203168211198807973, 9817491932198370423]);
    }
}
