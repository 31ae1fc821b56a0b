using Lode.Cli.Loading;
using Lode.Cli.Streams;
using Lode.Inference;

namespace Lode.Cli.Benching;

/// <summary>Runs all tests of all models in turns, so that what else the machine does meets every one of them.</summary>
sealed class BenchSeries(BenchRequest request, Interruption interruption, BenchProgress progress, LoadingProgress loading) : IDisposable
{
    readonly List<Model> _models = [];
    readonly List<BenchModel> _runners = [];

    public BenchReport Run()
    {
        foreach (string file in request.Models)
            _models.Add(ModelOpening.OpenModel(file, request.Load, interruption, loading));
        loading.Stop();
        List<BenchSamples> all = [];
        foreach (int threads in request.Threads)
        {
            for (int i = 0; i < _models.Count; i++)
            {
                BenchModel runner = new(_models[i], request, threads, interruption);
                _runners.Add(runner);
                all.AddRange(request.Tests.Select(test => new BenchSamples(request.Models[i], runner, test, request.Batch)));
            }
        }
        int rounds = request.Repetitions + (request.WarmUp ? 1 : 0);
        progress.Begin(rounds * all.Count);
        if (request.WarmUp)
            Round(all, count: false);
        using BandwidthProbe bandwidth = new();
        for (int repetition = 0; repetition < request.Repetitions; repetition++)
        {
            foreach (int threads in request.Threads)
                bandwidth.Measure(threads);
            Round(all, count: true);
        }
        progress.End();
        return new BenchReport
        {
            Bandwidth = bandwidth.Results,
            Results = [.. all.Select(samples => samples.Summarise(bandwidth.Best(samples.Runner.Threads)))],
        };
    }

    public void Dispose()
    {
        foreach (BenchModel runner in _runners)
            runner.Dispose();
        foreach (Model model in _models)
            model.Dispose();
    }

    void Round(List<BenchSamples> all, bool count)
    {
        foreach (BenchSamples samples in all)
        {
            progress.Next(samples.Model, samples.Test.Name, samples.Runner.Threads);
            (TimeSpan wall, TimeSpan cpu) = samples.Runner.Run(samples.Test);
            if (count)
                samples.Add(wall, cpu);
        }
    }
}
