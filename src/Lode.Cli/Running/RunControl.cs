using System.Text;
using Lode.Control;
using Lode.Generation;

namespace Lode.Cli.Running;

/// <summary>A run's request of its controller, and what came of it.</summary>
/// <param name="controller">The controller; it stays the caller's.</param>
/// <param name="options">What it is given.</param>
sealed class RunControl(Controller controller, ControlOptions options) : IDisposable
{
    readonly ControlWatch? _watch = options.Logs ? new ControlWatch() : null;
    ControllerRequest? _request;
    GeneratedSequence? _first;

    public IReadOnlyList<BranchReport> Branches => [.. _first!.Branches.Select(BranchReport.Of)];

    /// <summary>The values that it set. Bytes that are no UTF-8 become U+FFFD.</summary>
    public IReadOnlyDictionary<string, string> Results =>
        _request!.Variables.Results.ToDictionary(result => result.Key, result => Encoding.UTF8.GetString(result.Value));

    /// <summary>What it logged; null where nobody asked.</summary>
    public IReadOnlyList<ControlLine>? Log => _watch?.Lines;

    /// <summary>Begins the text.</summary>
    /// <exception cref="ControllerException">The controller cannot be used.</exception>
    public GeneratedSequence Start(Generator generator, int[] prompt, GenerationOptions generation)
    {
        ulong seed = generation.Sampling.Seed ?? (ulong)Random.Shared.NextInt64();
        _request = controller.Start(generator.Model.Tokenizer, generator.ControlOptions(options.Argument) with
        {
            Seed = seed,
            Files = options.Files,
            Publishes = options.Publishes,
            Log = _watch is null ? null : _watch.Write,
        });
        _first = generator.Start(prompt, generation with { Sampling = generation.Sampling with { Seed = seed } }, _request);
        return _first;
    }

    public void Dispose()
    {
        foreach (GeneratedSequence sequence in _first?.Branches ?? [])
            sequence.Dispose();
        _request?.Dispose();
    }
}
