using Lode.Wasm;

namespace Lode.Control;

/// <summary>How a controller is loaded.</summary>
public sealed record ControllerOptions
{
    /// <summary>The defaults.</summary>
    public static ControllerOptions Default { get; } = new();

    /// <summary>Where the vocabularies of models are kept for guests unless told otherwise: <c>lode/vocabulary</c> beside the compiled modules.</summary>
    public static string DefaultVocabularyFolder =>
        Path.Combine(Path.GetDirectoryName(ModuleCache.DefaultFolder)!, "vocabulary");

    /// <summary>Where published regions are entered unless told otherwise: <c>lode/regions</c> beside the compiled modules.</summary>
    public static string DefaultRegionFolder => Path.Combine(Path.GetDirectoryName(ModuleCache.DefaultFolder)!, "regions");

    /// <summary>What its sequences may take.</summary>
    public ControllerLimits Limits { get; init; } = ControllerLimits.Default;

    /// <summary>Where compiled modules are kept; the user's own cache where null.</summary>
    public ModuleCache? Cache { get; init; }

    /// <summary>Whether compiled modules are kept at all; otherwise each is compiled again, and <see cref="Cache"/> does not matter.</summary>
    public bool UsesCache { get; init; } = true;

    /// <summary>How guests are compiled. Controllers with the same options share one engine.</summary>
    public EngineOptions Engine { get; init; } = EngineOptions.Default;

    /// <summary>
    /// The folder of vocabularies, of which all processes map the same pages; null keeps them in shared memory of this process. Where the
    /// folder cannot be used, it is as if it were null.
    /// </summary>
    public string? VocabularyFolder { get; init; } = DefaultVocabularyFolder;

    /// <summary>
    /// The folder by which controllers of other processes of this user find published regions, and these theirs; null for this process alone.
    /// </summary>
    public string? RegionFolder { get; init; } = DefaultRegionFolder;

    /// <summary>Told in a line why the cache could not be used, where it could not.</summary>
    public Action<string>? Warning { get; init; }
}
