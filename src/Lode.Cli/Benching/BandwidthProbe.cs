using Lode.Kernels.Bandwidth;
using Lode.Memory;

namespace Lode.Cli.Benching;

/// <summary>Memory to read, and what came of reading it.</summary>
sealed unsafe class BandwidthProbe : IDisposable
{
    readonly PageMemory _memory;
    readonly Dictionary<int, List<double>> _samples = [];

    public BandwidthProbe()
    {
        PageMemory.RequirePhysical(ReadBandwidth.UsualBytes, "measuring the memory bandwidth");
        _memory = new PageMemory(ReadBandwidth.UsualBytes);
        _memory.AdviseHugePages();
        for (long offset = 0; offset < _memory.Length; offset += PageMemory.PageSize)
            _memory.Address[offset] = 1; // untouched pages are all the same one, and come out of the cache
    }

    public IReadOnlyList<BandwidthResult> Results =>
        [.. _samples.Select(pair => new BandwidthResult(pair.Key, pair.Value.Max(), [.. pair.Value]))];

    public void Measure(int threads)
    {
        if (!_samples.TryGetValue(threads, out List<double>? samples))
            _samples.Add(threads, samples = []);
        samples.Add(ReadBandwidth.Measure(_memory.Address, _memory.Length, threads));
    }

    public double Best(int threads) => _samples[threads].Max();

    public void Dispose() => _memory.Dispose();
}
