using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights;

/// <summary>How weights are loaded. The defaults map a file, and stream what cannot be mapped.</summary>
public sealed record LoadOptions
{
    /// <summary>The way; null maps files and streams pipes, and streams to a <see cref="Destination"/>.</summary>
    public LoadWay? Way { get; init; }

    /// <summary>What the system is told about how mapped files will be read. There is deliberately no "at random".</summary>
    public AccessAdvice Advice { get; init; }

    /// <summary>
    /// Whether all pages of mapped files are fetched, in their order, on a thread of its own while the model is used already. The other
    /// ways have all of them in memory anyway.
    /// </summary>
    public bool Populate { get; init; }

    /// <summary>Whether the weights are kept in physical memory. Of mapped files this includes <see cref="Populate"/>.</summary>
    public bool Lock { get; init; }

    /// <summary>Is offered each tensor as it comes in a stream; with it <see cref="Way"/> must be <see cref="LoadWay.Stream"/> or null.</summary>
    public ITensorDestination? Destination { get; init; }

    /// <summary>
    /// Is called when the header was checked, before any weight is read; what it throws ends the loading. The model that it is given has no
    /// tensor bytes at hand yet, and must not be kept.
    /// </summary>
    public Action<GgufModel>? HeaderRead { get; init; }

    /// <summary>Is told how far reading, or populating, has come, on the thread that does it.</summary>
    public IProgress<LoadProgress>? Progress { get; init; }

    /// <summary>Ends reading and populating.</summary>
    public CancellationToken CancellationToken { get; init; }
}
