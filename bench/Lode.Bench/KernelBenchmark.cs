using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Lode.Kernels;
using Lode.Kernels.Matrix;
using Lode.Kernels.Panels;
using Lode.Kernels.Threading;

namespace Lode.Bench;

/// <summary>Products of one matrix, row after row and in panels, on one thread: multiplications per second.</summary>
static unsafe class KernelBenchmark
{
    const int Rows = 1024, Columns = 4096, Rounds = 25;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        TensorFormat[] formats = arguments.Length == 0
            ? [.. TensorFormats.All.Where(format => PanelLayout.IsSupported(format, Rows))]
            : [.. arguments.ToArray().Select(name => Enum.Parse<TensorFormat>(name, ignoreCase: true))];
        Console.WriteLine($"{Rows} x {Columns}, one thread, 10^9 multiplications per second, best of {Rounds} rounds in turns");
        Console.WriteLine();
        Console.WriteLine("| | inputs | rows | panels | panels / rows |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        foreach (TensorFormat format in formats)
        {
            foreach (int tokens in (int[])[1, 4, 128])
                Measure(format, tokens);
        }
        return 0;
    }

    static void Measure(TensorFormat format, int tokens)
    {
        nuint bytes = (nuint)(TensorFormats.RowBytes(format, Columns) * Rows);
        byte* rows = (byte*)NativeMemory.AlignedAlloc(bytes, 64);
        byte* panels = (byte*)NativeMemory.AlignedAlloc(bytes, 64);
        float* inputs = (float*)NativeMemory.AlignedAlloc((nuint)tokens * Columns * sizeof(float), 64);
        float* outputs = (float*)NativeMemory.AlignedAlloc((nuint)tokens * Rows * sizeof(float), 64);
        try
        {
            Random random = new(1);
            random.NextBytes(new Span<byte>(rows, (int)bytes));
            for (nuint i = 0; i + 1 < bytes; i += 2)
                ((ushort*)(rows + i))[0] &= 0xBFFF; // no half is infinite or NaN
            for (int i = 0; i < tokens * Columns; i++)
                inputs[i] = random.NextSingle() - 0.5f;
            int panel = (int)PanelLayout.PanelBytes(format, Columns);
            for (int i = 0; i < Rows / PanelLayout.Rows; i++)
                PanelPacker.Pack(format, new ReadOnlySpan<byte>(rows + i * panel, panel), Columns, new Span<byte>(panels + i * panel, panel));
            using ThreadTeam team = new(1);
            using ProductJob job = new(1, tokens, 1);
            MatrixView plain = new(rows, format, Rows, Columns), packed = MatrixView.OfPanels(panels, format, Rows, Columns);
            double rowRate = 0, panelRate = 0;
            for (int round = 0; round < Rounds; round++)
            {
                rowRate = Math.Max(rowRate, Rate(job, team, plain, inputs, outputs, tokens, 1));
                panelRate = Math.Max(panelRate, Rate(job, team, packed, inputs, outputs, tokens, 4));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {format} | {tokens} | {rowRate:F1} | {panelRate:F1} | {panelRate / rowRate:F1} |"));
        }
        finally
        {
            NativeMemory.AlignedFree(rows);
            NativeMemory.AlignedFree(panels);
            NativeMemory.AlignedFree(inputs);
            NativeMemory.AlignedFree(outputs);
        }
    }

    /// <summary>The best of some runs of a few milliseconds: other programs take whole milliseconds, not parts of all of them.</summary>
    static double Rate(ProductJob job, ThreadTeam team, in MatrixView weights, float* inputs, float* outputs, int tokens, int times)
    {
        long least = long.MaxValue;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            job.Clear();
            job.Add(weights, inputs, Columns, tokens, outputs, Rows);
            job.Run(team);
            least = Math.Min(least, Stopwatch.GetTimestamp() - start);
        }
        return (double)Rows * Columns * tokens / Stopwatch.GetElapsedTime(0, least).TotalSeconds / 1e9;
    }
}
