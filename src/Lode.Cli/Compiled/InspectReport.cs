namespace Lode.Cli.Compiled;

/// <summary>What <c>lode wasm inspect</c> says of a compiled module.</summary>
sealed record InspectReport
{
    public required string File { get; init; }

    /// <summary>Whether the file is an artifact; else it is a module that was compiled to be looked at.</summary>
    public required bool IsArtifact { get; init; }

    /// <summary>SHA-256 of the module's binary.</summary>
    public required string ModuleSha256 { get; init; }

    public required long ModuleBytes { get; init; }

    /// <summary>Bytes of the function bodies in the binary; null where the binary is not at hand.</summary>
    public long? ModuleCodeBytes { get; init; }

    public required long ArtifactBytes { get; init; }

    public required string CompilerBuild { get; init; }

    /// <summary>Whether this program can run the artifact.</summary>
    public required bool IsOfThisBuild { get; init; }

    public required bool ExplicitBounds { get; init; }

    public required bool Fuel { get; init; }

    public required IReadOnlyList<SectionReport> Sections { get; init; }

    /// <summary>The module's own functions.</summary>
    public required int Functions { get; init; }

    /// <summary>Functions that have the same code as one before.</summary>
    public required int SharedFunctions { get; init; }

    public required int MedianFunctionBytes { get; init; }

    /// <summary>Those with the most code, the largest first.</summary>
    public required IReadOnlyList<FunctionReport> LargestFunctions { get; init; }

    public required IReadOnlyList<string> Imports { get; init; }

    public required IReadOnlyList<string> Exports { get; init; }

    /// <summary>The machine code of the function that was asked for.</summary>
    public IReadOnlyList<CodeLine>? Disassembly { get; init; }
}
