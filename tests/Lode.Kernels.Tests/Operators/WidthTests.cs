using Lode.Kernels.Operators;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Tests.Operators;

/// <summary>Row operators in vectors of every width against those of one number at a time, to the bit.</summary>
public sealed unsafe class WidthTests
{
    public static TheoryData<int> Lengths => [1, 2, 15, 16, 17, 48, 64, 173, 256];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Every_width_gives_the_same_bits(int length)
    {
        float[][] reference = All<SixteenScalar>(length);
        All<Sixteen128>(length).ShouldBe(reference);
        All<Sixteen256>(length).ShouldBe(reference);
        All<Sixteen512>(length).ShouldBe(reference);
    }

    static float[][] All<T>(int length) where T : struct, ISixteen<T>
    {
        List<float[]> results = [];
        float[] x = Row(length, 1), y = Row(length, 2);
        void Run(RowOperation operation)
        {
            float[] a = [.. x, .. new float[16]], b = [.. y];
            fixed (float* pa = a, pb = b)
                operation(pa, pb);
            results.Add(a);
        }
        int even = length & -2;
        Run((a, b) => AddRow.Row<T>(a, b, length));
        Run((a, b) => AddRow.Weighted<T>(a, b, 0.3f, length));
        Run((a, b) => ScaleRow.Row<T>(a, length, 0.7f));
        Run((a, b) => RmsNorm.Row<T>(a, b, a, length, 1e-6f));
        Run((a, b) => SoftCap.Row<T>(a, length, 3));
        Run((a, b) => SwiGlu.Row<T>(a, b, length));
        Run((a, b) => GeGlu.Row<T>(a, b, length));
        Run((a, b) => a[length + 15] = Softmax.Weights<T>(a, length));
        float[] table = new float[2 * even];
        fixed (float* t = table)
        {
            nint address = (nint)t;
            Rope.FillTable(t, 77, [.. Enumerable.Range(0, even / 2).Select(i => Math.Pow(10000, -2.0 * i / even))], halves: true);
            Run((a, b) => Rope.Halves<T>(a, (float*)address, even));
            Rope.FillTable(t, 77, [.. Enumerable.Range(0, even / 2).Select(i => Math.Pow(10000, -2.0 * i / even))], halves: false);
            Run((a, b) => Rope.Pairs<T>(a, (float*)address, even));
        }
        return [.. results];
    }

    delegate void RowOperation(float* a, float* b);

    static float[] Row(int length, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5) * 12)];
    }
}
