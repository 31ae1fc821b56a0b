using System.Runtime.InteropServices;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;
using Lode.Weights.Quantization;

namespace Lode.Weights.Tests.Quantization;

public sealed class TensorPipelineTests
{
    static byte[] Run(IReadOnlyList<TensorTask> tasks, PipelineOptions options, out IReadOnlyList<TensorOutcome> outcomes, CancellationToken cancellation = default)
    {
        using MemoryStream stream = new();
        using GgufWriter writer = new(stream, leaveOpen: true);
        foreach (TensorTask task in tasks)
            writer.AddTensor(task.Name, task.Target, task.Dimensions);
        long length = writer.FileLength;
        outcomes = TensorPipeline.Run(tasks, writer, options, cancellation);
        writer.Complete();
        stream.Length.ShouldBe(length);
        return stream.ToArray();
    }

    static TensorTask Task(float[] values, GgmlType source, GgmlType target, params long[] dimensions) =>
        new("t" + values.Length + target, dimensions, target, new MemoryTensorSource("made up", source, Models.Store(source, values)));

    /// <summary>Shapes around the cuts: one value, short rows, rows as long as a part, longer, and many parts.</summary>
    static TensorTask[] OddTasks() =>
    [
        Task(Models.Normal(1, 1), GgmlType.F32, GgmlType.F16, 1),
        Task(Models.Normal(2, 33 * 7), GgmlType.F32, GgmlType.BF16, 33, 7),
        Task(Models.Normal(3, 1 << 18), GgmlType.F32, GgmlType.Q8_0, 1 << 18),
        Task(Models.Normal(4, (1 << 18) + 256), GgmlType.F16, GgmlType.Q8_0, (1 << 18) + 256),
        Task(Models.Normal(5, 2 * ((1 << 18) + 32)), GgmlType.BF16, GgmlType.Q8_0, (1 << 18) + 32, 2),
        Task(Models.Normal(6, 96 * 9000), GgmlType.F16, GgmlType.Q8_0, 96, 3000, 3),
        Task(Models.Normal(7, 96 * 9001), GgmlType.F16, GgmlType.F16, 96, 9001),
        Task(Models.Normal(8, 96 * 9002), GgmlType.F16, GgmlType.F32, 96, 9002),
    ];

    [Fact]
    public void The_bytes_and_the_errors_do_not_depend_on_the_number_of_threads()
    {
        byte[] expected = Run(OddTasks(), new PipelineOptions { Threads = 1, MeasureErrors = true }, out IReadOnlyList<TensorOutcome> first);
        foreach (int threads in (int[])[2, 3, 7, 32])
        {
            byte[] bytes = Run(OddTasks(), new PipelineOptions { Threads = threads, MeasureErrors = true }, out IReadOnlyList<TensorOutcome> outcomes);
            bytes.AsSpan().SequenceEqual(expected).ShouldBeTrue();
            outcomes.Select(outcome => outcome.Errors).ShouldBe(first.Select(outcome => outcome.Errors));
        }
    }

    [Fact]
    public void Every_tensor_is_what_the_encoder_makes_of_it_as_a_whole()
    {
        TensorTask[] tasks = OddTasks();
        byte[] file = Run(tasks, new PipelineOptions { Threads = 2, MeasureErrors = true }, out IReadOnlyList<TensorOutcome> outcomes);
        int end = file.Length;
        for (int i = tasks.Length - 1; i >= 0; i--)
        {
            TensorTask task = tasks[i];
            byte[] stored = new byte[task.SourceBytes];
            task.Source.Read(0, stored);
            float[] values = new float[task.ElementCount];
            RowDecoder.Decode((TensorFormat)task.Source.Type, stored, values);
            byte[] expected = new byte[task.TargetBytes];
            RowEncoder.Encode((TensorFormat)task.Target, values, expected);
            end -= (int)(task.TargetBytes + 31 & ~31L);
            file.AsSpan(end, expected.Length).SequenceEqual(expected).ShouldBeTrue(task.Name);

            float[] decoded = new float[task.ElementCount];
            RowDecoder.Decode((TensorFormat)task.Target, expected, decoded);
            double squares = values.Zip(decoded, (a, b) => ((double)a - b) * ((double)a - b)).Sum();
            outcomes[i].Errors!.Value.RmsError.ShouldBe(Math.Sqrt(squares / values.Length), 1e-9 * Math.Sqrt(squares) + 1e-30);
            outcomes[i].Errors!.Value.LargestDifference.ShouldBe(task.Source.Type == task.Target ? 0 : values.Zip(decoded, (a, b) => Math.Abs((double)a - b)).Max());
        }
    }

    [Fact]
    public void A_transform_sees_every_value_once_with_its_place()
    {
        float[] values = [.. Enumerable.Range(0, 300_000).Select(i => (float)i)];
        TensorTask task = new("t", [300, 1000], GgmlType.F32, new MemoryTensorSource("made up", GgmlType.F32, Models.Store(GgmlType.F32, values)))
        {
            Transform = (first, part) =>
            {
                for (int i = 0; i < part.Length; i++)
                    part[i] += first + i + 1;
            },
        };
        byte[] file = Run([task], new PipelineOptions { Threads = 3 }, out _);
        MemoryMarshal.Cast<byte, float>(file.AsSpan(^(300_000 * 4)..)).ToArray().ShouldBe(values.Select(value => 2 * value + 1));
    }

    [Fact]
    public void A_source_that_moves_rows_is_read_in_whole_rows()
    {
        float[] values = Models.Normal(9, 64 * 10_000);
        ReversedRows source = new(values, 64);
        byte[] file = Run([new TensorTask("t", [64, 10_000], GgmlType.F32, source)], new PipelineOptions { Threads = 2 }, out _);
        MemoryMarshal.Cast<byte, float>(file.AsSpan(^(values.Length * 4)..)).ToArray().ShouldBe(values.Chunk(64).Reverse().SelectMany(row => row));
    }

    [Theory]
    [InlineData(GgmlType.F16)]
    [InlineData(GgmlType.Q8_0)]
    public void A_value_that_is_no_number_is_refused_with_its_place(GgmlType target)
    {
        float[] values = Models.Normal(10, 64 * 10_000);
        values[400_001] = float.NaN;
        string message = Should.Throw<ModelFormatException>(() => Run([Task(values, GgmlType.F32, target, 64, 10_000)], new PipelineOptions(), out _)).Message;
        message.ShouldContain("made up: tensor ");
        message.ShouldContain("expected finite values, found NaN as element 400001");
    }

    [Fact]
    public void A_value_too_large_for_its_new_type_is_refused()
    {
        float[] values = Models.Normal(11, 64 * 100);
        values[70] = 1e6f;
        Should.Throw<ModelFormatException>(() => Run([Task(values, GgmlType.F32, GgmlType.F16, 64, 100)], new PipelineOptions(), out _))
            .Message.ShouldContain("expected values in the range of F16, found 1000000 around element 70; use a type with a larger range");
        Run([Task(values, GgmlType.F32, GgmlType.BF16, 64, 100)], new PipelineOptions(), out _);
    }

    [Fact]
    public void The_first_failure_of_a_worker_ends_the_work_and_is_the_one_reported()
    {
        FailingSource source = new(failAfter: 5);
        TensorTask task = new("t", [1 << 18, 1000], GgmlType.Q8_0, source);
        Should.Throw<IOException>(() => Run([task], new PipelineOptions { Threads = 4 }, out _)).Message.ShouldBe("broken disk");
        source.Reads.ShouldBeLessThan(20);
    }

    [Fact]
    public void A_writer_that_fails_ends_the_workers()
    {
        FailingSource source = new(failAfter: int.MaxValue);
        TensorTask task = new("t", [1 << 18, 1000], GgmlType.Q8_0, source);
        using GgufWriter writer = new(new FullStream(), leaveOpen: true);
        writer.AddTensor("t", GgmlType.Q8_0, 1 << 18, 1000);
        Should.Throw<IOException>(() => TensorPipeline.Run([task], writer, new PipelineOptions { Threads = 4 }, default)).Message.ShouldBe("no space");
        source.Reads.ShouldBeLessThan(20);
    }

    [Fact]
    public void Cancelling_ends_the_work()
    {
        using CancellationTokenSource cancellation = new();
        FailingSource source = new(failAfter: int.MaxValue);
        TensorTask task = new("t", [1 << 18, 100_000], GgmlType.Q8_0, source);
        using GgufWriter writer = new(Stream.Null, leaveOpen: true);
        writer.AddTensor("t", GgmlType.Q8_0, 1 << 18, 100_000);
        PipelineOptions options = new() { Threads = 3, Progress = progress => { if (progress.DoneBytes > 10 << 20) cancellation.Cancel(); } };
        Should.Throw<OperationCanceledException>(() => TensorPipeline.Run([task], writer, options, cancellation.Token));
        source.Reads.ShouldBeLessThan(30);
    }

    [Fact]
    public void Progress_rises_to_the_whole()
    {
        List<PipelineProgress> seen = [];
        TensorTask[] tasks = OddTasks();
        Run(tasks, new PipelineOptions { Progress = seen.Add }, out _);
        seen.Select(progress => progress.DoneBytes).ShouldBeInOrder(SortDirection.Ascending);
        seen[^1].DoneBytes.ShouldBe(tasks.Sum(task => task.SourceBytes));
        seen.Select(progress => progress.TotalBytes).Distinct().ShouldBe([seen[^1].DoneBytes]);
        seen[^1].Tensor.ShouldBe(tasks[^1].Name);
    }

    [Fact]
    public void Without_being_asked_no_errors_are_measured()
    {
        Run(OddTasks(), new PipelineOptions(), out IReadOnlyList<TensorOutcome> outcomes);
        outcomes.ShouldAllBe(outcome => outcome.Errors == null);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_before_it_is_begun()
    {
        MemoryTensorSource source = new("made up", GgmlType.IQ2_XXS, new byte[66]);
        Should.Throw<NotSupportedException>(() => new TensorTask("t", [256], GgmlType.F32, source)).Message.ShouldContain("IQ2_XXS cannot be decoded");
        _ = new TensorTask("t", [256], GgmlType.IQ2_XXS, source);
        MemoryTensorSource plain = new("made up", GgmlType.F32, new byte[1024]);
        Should.Throw<NotSupportedException>(() => new TensorTask("t", [256], GgmlType.IQ2_XXS, plain)).Message.ShouldContain("no encoder for IQ2_XXS");
        Should.Throw<ArgumentException>(() => new TensorTask("t", [100], GgmlType.Q8_0, plain)).Message.ShouldContain("whole blocks of Q8_0");
    }

    sealed class ReversedRows(float[] values, int columns) : TensorSource("made up", GgmlType.F32)
    {
        public override void Read(long offset, Span<byte> target)
        {
            int row = columns * sizeof(float);
            (offset % row).ShouldBe(0);
            (target.Length % row).ShouldBe(0);
            for (int i = 0; i < target.Length / row; i++)
            {
                long from = values.Length - (offset / row + i + 1) * columns;
                MemoryMarshal.AsBytes(values.AsSpan((int)from, columns)).CopyTo(target[(i * row)..]);
            }
        }
    }

    sealed class FailingSource(int failAfter) : TensorSource("made up", GgmlType.F16)
    {
        int _reads;

        public int Reads => _reads;

        public override void Read(long offset, Span<byte> target)
        {
            if (Interlocked.Increment(ref _reads) > failAfter)
                throw new IOException("broken disk");
            target.Clear();
        }
    }

    sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > 1 << 20)
                throw new IOException("no space");
            base.Write(buffer);
        }
    }
}
