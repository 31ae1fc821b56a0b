namespace Lode.Wasm;

/// <summary>What an artifact holds beside what is needed to run it.</summary>
[Flags]
public enum ArtifactContents
{
    /// <summary>Nothing: traps are explained with the module's own binary, where that is at hand.</summary>
    None = 0,

    /// <summary>Where calls and explicit traps are, so that traps are explained without the module's binary.</summary>
    Maps = 1,

    /// <summary>The names of functions, as far as the module has them.</summary>
    Names = 2,
}
