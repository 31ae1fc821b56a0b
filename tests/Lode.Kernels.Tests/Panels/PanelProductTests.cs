using System.Runtime.InteropServices;
using Lode.Kernels.Matrix;
using Lode.Kernels.Panels;
using Lode.Kernels.Tests.Decode;
using Lode.Kernels.Threading;

namespace Lode.Kernels.Tests.Panels;

public sealed unsafe class PanelProductTests
{
    const int Rows = 80, Columns = 512, Stride = Columns;

    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Products_are_those_of_the_rows_but_for_rounded_inputs(TensorFormat format)
    {
        using Matrices matrices = new(format, new Random(5));
        float[] inputs = Inputs(7, new Random(6));
        float[] packed = Run(matrices.Panels, inputs, 7, threads: 2), plain = Run(matrices.Plain, inputs, 7, threads: 2);
        double error = 0, size = 0;
        for (int i = 0; i < plain.Length; i++)
        {
            error += Math.Pow(packed[i] - plain[i], 2);
            size += Math.Pow(plain[i], 2);
        }
        if (FloatPanelKernels.IsSupported(format))
            Math.Sqrt(error / size).ShouldBeLessThan(1e-6);
        else
            Math.Sqrt(error / size).ShouldBeInRange(1e-5, 0.01); // half a step of 1/127 of the largest of 32
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_result_does_not_depend_on_batch_or_threads(TensorFormat format)
    {
        using Matrices matrices = new(format, new Random(5));
        const int Tokens = 75; // more than one group
        float[] inputs = Inputs(Tokens, new Random(6));
        float[] all = Run(matrices.Panels, inputs, Tokens, threads: 1);
        Run(matrices.Panels, inputs, Tokens, threads: 3).ShouldBe(all);
        for (int first = 0; first < Tokens; first += 3)
        {
            int count = Math.Min(first % 7 + 1, Tokens - first);
            Run(matrices.Panels, inputs[(first * Stride)..], count, threads: 2).ShouldBe(all[(first * Rows)..((first + count) * Rows)]);
        }
    }

    [Fact]
    public void Products_of_both_layouts_run_as_one_job_and_share_their_inputs()
    {
        using Matrices first = new(TensorFormat.Q4_K, new Random(1)), second = new(TensorFormat.Q8_0, new Random(2)), third = new(TensorFormat.Q6_K, new Random(3));
        float[] inputs = Inputs(6, new Random(6)), others = Inputs(3, new Random(7));
        float[] a = new float[6 * Rows], b = new float[6 * Rows], c = new float[6 * Rows], d = new float[3 * Rows];
        using ThreadTeam team = new(2);
        using ProductJob job = new(2, 6, 4);
        fixed (float* x = inputs, y = others, pa = a, pb = b, pc = c, pd = d)
        {
            float** scattered = stackalloc float*[3];
            for (int i = 0; i < 3; i++)
                scattered[i] = pd + (2 - i) * Rows;
            for (int round = 0; round < 2; round++) // the second with memory that the first left
            {
                job.Clear();
                job.Add(first.Panels, x, Stride, 6, pa, Rows);
                job.Add(second.Plain, x, Stride, 6, pb, Rows);
                job.Add(third.Panels, x, Stride, 6, pc, Rows);
                job.Add(first.Panels, y, Stride, 3, scattered);
                job.Run(team);
            }
        }
        a.ShouldBe(Run(first.Panels, inputs, 6, threads: 1));
        b.ShouldBe(Run(second.Plain, inputs, 6, threads: 1));
        c.ShouldBe(Run(third.Panels, inputs, 6, threads: 1));
        float[] expected = Run(first.Panels, others, 3, threads: 1);
        d.ShouldBe([.. expected[(2 * Rows)..], .. expected[Rows..(2 * Rows)], .. expected[..Rows]]);
    }

    [Fact]
    public void A_part_of_whole_panels_gives_the_rows_of_the_whole()
    {
        using Matrices matrices = new(TensorFormat.Q4_0, new Random(5));
        float[] inputs = Inputs(2, new Random(6)), whole = Run(matrices.Panels, inputs, 2, threads: 1);
        float[] part = new float[2 * 32];
        using ThreadTeam team = new(1);
        using ProductJob job = new(1, 2, 1);
        fixed (float* x = inputs, y = part)
        {
            job.Add(matrices.Panels.Part(16, 32), x, Stride, 2, y, 32);
            job.Run(team);
        }
        part.ShouldBe([.. whole[16..48], .. whole[(Rows + 16)..(Rows + 48)]]);
        Should.Throw<ArgumentException>(() => matrices.Panels.Part(8, 16)).ParamName.ShouldBe("firstRow");
        Should.Throw<ArgumentException>(() => matrices.Panels.Part(16, 8)).ParamName.ShouldBe("rows");
    }

    [Fact]
    public void An_input_that_is_not_finite_makes_its_own_row_NaN()
    {
        using Matrices matrices = new(TensorFormat.Q4_0, new Random(5));
        float[] inputs = Inputs(5, new Random(6));
        float[] before = Run(matrices.Panels, inputs, 5, threads: 1);
        inputs[2 * Stride + 100] = float.PositiveInfinity;
        float[] after = Run(matrices.Panels, inputs, 5, threads: 1);
        after[(2 * Rows)..(3 * Rows)].ShouldAllBe(value => float.IsNaN(value));
        after[..(2 * Rows)].ShouldBe(before[..(2 * Rows)]);
        after[(3 * Rows)..].ShouldBe(before[(3 * Rows)..]);
    }

    static float[] Inputs(int tokens, Random random) => [.. Enumerable.Range(0, tokens * Stride).Select(_ => (float)(random.NextDouble() - 0.5))];

    static float[] Run(in MatrixView weights, float[] inputs, int tokens, int threads)
    {
        float[] outputs = new float[tokens * Rows];
        using ThreadTeam team = new(threads);
        using ProductJob job = new(threads, tokens, 1);
        fixed (float* x = inputs, y = outputs)
        {
            job.Add(weights, x, Stride, tokens, y, Rows);
            job.Run(team);
        }
        return outputs;
    }

    /// <summary>The same weights in both layouts.</summary>
    sealed class Matrices : IDisposable
    {
        readonly byte* _rows;
        readonly byte* _panels;

        public Matrices(TensorFormat format, Random random)
        {
            byte[] blocks = RandomBlocks.Make(format, Rows * Columns, random);
            _rows = (byte*)NativeMemory.Alloc((nuint)blocks.Length);
            _panels = (byte*)NativeMemory.Alloc((nuint)blocks.Length);
            blocks.CopyTo(new Span<byte>(_rows, blocks.Length));
            int panel = (int)PanelLayout.PanelBytes(format, Columns);
            for (int i = 0; i < Rows / PanelLayout.Rows; i++)
                PanelPacker.Pack(format, new ReadOnlySpan<byte>(_rows + i * panel, panel), Columns, new Span<byte>(_panels + i * panel, panel));
            Plain = new MatrixView(_rows, format, Rows, Columns);
            Panels = MatrixView.OfPanels(_panels, format, Rows, Columns);
        }

        public MatrixView Plain { get; }

        public MatrixView Panels { get; }

        public void Dispose()
        {
            NativeMemory.Free(_rows);
            NativeMemory.Free(_panels);
        }
    }
}
