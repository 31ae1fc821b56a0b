using Lode.Kernels.Matrix;
using Lode.Kernels.Tests.Decode;
using Lode.Kernels.Threading;

namespace Lode.Kernels.Tests.Matrix;

public sealed unsafe class ProductJobTests
{
    public static TheoryData<TensorFormat, int, int> Shapes
    {
        get
        {
            TheoryData<TensorFormat, int, int> shapes = [];
            foreach (TensorFormat format in TensorFormats.All)
            {
                shapes.Add(format, 37, 768);
                shapes.Add(format, 8, 512);
            }
            shapes.Add(TensorFormat.F32, 5, 1);
            shapes.Add(TensorFormat.F32, 173, 173);
            shapes.Add(TensorFormat.F16, 9, 172);
            shapes.Add(TensorFormat.BF16, 1, 529);
            shapes.Add(TensorFormat.Q8_0, 543, 32);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_equal_the_binary64_reference(TensorFormat format, int rows, int columns)
    {
        foreach (int tokens in (int[])[1, 2, 7])
        {
            using Case test = new(format, rows, columns, tokens);
            float[] outputs = test.Run(threads: 2);
            for (int token = 0; token < tokens; token++)
            {
                for (int row = 0; row < rows; row++)
                {
                    double expected = ReferenceProduct.Row(test.Weights, row, test.Input(token));
                    ((double)outputs[token * rows + row]).ShouldBe(expected, 2e-6 * Math.Sqrt(columns) * test.Scale, $"token {token}, row {row}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_result_does_not_depend_on_batch_or_threads(TensorFormat format, int rows, int columns)
    {
        using Case test = new(format, rows, columns, 9);
        float[] all = test.Run(threads: 1);
        test.Run(threads: 3).ShouldBe(all);
        for (int token = 0; token < 9; token++)
            test.Run(threads: 2, token, 1).ShouldBe(all[(token * rows)..((token + 1) * rows)]);
        test.Run(threads: 2, 3, 4).ShouldBe(all[(3 * rows)..(7 * rows)]);
    }

    [Fact]
    public void Several_products_run_as_one_job_and_scattered_rows_are_written_in_place()
    {
        using Case first = new(TensorFormat.Q8_0, 40, 64, 3);
        using Case second = new(TensorFormat.F32, 11, 64, 3);
        float[] a = new float[3 * 40];
        float[] b = new float[3 * 11];
        using ThreadTeam team = new(2);
        using ProductJob job = new(2, 3, 2);
        fixed (float* pa = a, pb = b, xa = first.Inputs, xb = second.Inputs)
        {
            float** rows = stackalloc float*[3];
            for (int i = 0; i < 3; i++)
                rows[i] = pb + (2 - i) * 11;
            job.Add(first.Weights, xa, first.Stride, 3, pa, 40);
            job.Add(second.Weights, xb, second.Stride, 3, rows);
            job.Run(team);
        }
        a.ShouldBe(first.Run(threads: 1));
        float[] expected = second.Run(threads: 1);
        b.ShouldBe([.. expected[22..], .. expected[11..22], .. expected[..11]]);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        using Case test = new(TensorFormat.F32, 4, 20, 2);
        using ProductJob job = new(1, 2, 1);
        fixed (float* x = test.Inputs)
        {
            float* inputs = x;
            Should.Throw<ArgumentOutOfRangeException>(() => job.Add(test.Weights, inputs, 20, 2, inputs, 4)).ParamName.ShouldBe("inputStride");
            Should.Throw<ArgumentOutOfRangeException>(() => job.Add(test.Weights, inputs, 32, 3, inputs, 4)).ParamName.ShouldBe("tokens");
            job.Add(test.Weights, inputs, 32, 2, inputs, 4);
            Should.Throw<InvalidOperationException>(() => job.Add(test.Weights, inputs, 32, 2, inputs, 4));
        }
        using ThreadTeam team = new(2);
        Should.Throw<ArgumentException>(() => job.Run(team));
    }

    sealed class Case : IDisposable
    {
        readonly byte* _data;

        public Case(TensorFormat format, int rows, int columns, int tokens)
        {
            Random random = new(HashCode.Combine(1, (int)format, rows, columns));
            byte[] blocks = RandomBlocks.Make(format, rows * columns, random);
            _data = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)blocks.Length);
            blocks.CopyTo(new Span<byte>(_data, blocks.Length));
            Weights = new MatrixView(_data, format, rows, columns);
            Stride = (columns + 15) & -16;
            Inputs = new float[tokens * Stride];
            for (int token = 0; token < tokens; token++)
            {
                for (int c = 0; c < columns; c++)
                    Inputs[token * Stride + c] = (float)(random.NextDouble() - 0.5);
            }
            float[] row = new float[columns];
            fixed (float* r = row)
                Weights.DecodeRow(0, r);
            Scale = Math.Max(1, row.Max(MathF.Abs));
            Tokens = tokens;
        }

        public MatrixView Weights { get; }

        public float[] Inputs { get; }

        public int Stride { get; }

        public int Tokens { get; }

        public double Scale { get; }

        public ReadOnlySpan<float> Input(int token) => Inputs.AsSpan(token * Stride, Weights.Columns);

        public float[] Run(int threads, int firstToken = 0, int? count = null)
        {
            int tokens = count ?? Tokens;
            float[] outputs = new float[tokens * Weights.Rows];
            using ThreadTeam team = new(threads);
            using ProductJob job = new(threads, tokens, 1);
            fixed (float* x = Inputs, y = outputs)
            {
                job.Add(Weights, x + firstToken * Stride, Stride, tokens, y, Weights.Rows);
                job.Run(team);
            }
            return outputs;
        }

        public void Dispose() => System.Runtime.InteropServices.NativeMemory.Free(_data);
    }
}
