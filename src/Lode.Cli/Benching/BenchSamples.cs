using Lode.Formats;
using Lode.Inference;
using Lode.Usage.Statistics;

namespace Lode.Cli.Benching;

/// <summary>The repetitions of one test with one model and number of threads.</summary>
sealed class BenchSamples(string model, BenchModel runner, BenchTest test, int batch)
{
    readonly List<double> _seconds = [];
    readonly List<double> _cpuSeconds = [];

    public string Model => model;

    public BenchModel Runner => runner;

    public BenchTest Test => test;

    public void Add(TimeSpan wall, TimeSpan cpu)
    {
        _seconds.Add(wall.TotalSeconds);
        _cpuSeconds.Add(cpu.TotalSeconds);
    }

    /// <param name="bandwidth">Bytes per second that the machine reads with as many threads.</param>
    public BenchResult Summarise(double bandwidth)
    {
        IReadOnlyList<GgufTensor> tensors = runner.Model.Weights.Source.Tensors;
        double[] nanoseconds = [.. _seconds.Select(value => value * 1e9)];
        double[] rates = [.. _seconds.Select(value => test.Tokens / value)];
        double median = Summary.Of(rates).Median;
        bool decodes = test.PromptTokens == 0;
        long weights = DecodeTraffic.WeightBytes(runner.Model);
        return new BenchResult
        {
            Test = test.Name,
            ModelFilename = model,
            ModelType = TypeOf(tensors),
            ModelSize = tensors.Sum(tensor => tensor.ByteLength),
            ModelNParams = tensors.Sum(tensor => tensor.ElementCount),
            NThreads = runner.Threads,
            NBatch = batch,
            NPrompt = test.PromptTokens,
            NGen = test.GeneratedTokens,
            NDepth = test.Depth,
            SamplesNs = [.. nanoseconds.Select(value => (long)value)],
            SamplesTs = rates,
            AvgNs = nanoseconds.Average(),
            StddevNs = Deviation(nanoseconds),
            AvgTs = rates.Average(),
            StddevTs = Deviation(rates),
            MedianTs = median,
            CpuMsPerToken = Summary.Of([.. _cpuSeconds]).Median * 1e3 / test.Tokens,
            WeightBytesPerToken = decodes ? weights : null,
            WeightBytesPerSecond = decodes ? weights * median : null,
            ShareOfBandwidth = decodes ? weights * median / bandwidth : null,
        };
    }

    string TypeOf(IReadOnlyList<GgufTensor> tensors)
    {
        GgmlType type = tensors.GroupBy(tensor => tensor.Type).MaxBy(group => group.Sum(tensor => tensor.ByteLength))!.Key;
        return $"{runner.Model.Hyperparameters.Architecture} {GgmlTypes.Name(type)}";
    }

    // Of the sample, as llama-bench has it.
    static double Deviation(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
