using System.Globalization;
using Lode.Usage;

namespace Lode.Cli.Compiled;

/// <summary>What <c>lode wasm compile</c> did: what <c>--json</c> prints.</summary>
sealed record CompileReport
{
    public required string Module { get; init; }

    /// <summary>Where the compiled module is.</summary>
    public required string File { get; init; }

    /// <summary>Whether it was in the cache before, and nothing had to be compiled.</summary>
    public required bool WasCached { get; init; }

    public required int Functions { get; init; }

    public required long ModuleBytes { get; init; }

    /// <summary>Bytes of machine code.</summary>
    public required long CodeBytes { get; init; }

    public required long FileBytes { get; init; }

    public required long ElapsedUs { get; init; }

    /// <summary>For example <c>yosys.lwm: 34,004 functions, 35.6 MB of 30.8 MB (115 %), 0.81 s</c>.</summary>
    public string Summary => WasCached
        ? $"{File}: was there already\n"
        : string.Create(CultureInfo.InvariantCulture, $"{File}: {UsageFormat.Count(Functions)} functions, {UsageFormat.Bytes(FileBytes)} from {UsageFormat.Bytes(ModuleBytes)} of WebAssembly ({UsageFormat.Percent(FileBytes, ModuleBytes)}), {UsageFormat.Duration(ElapsedUs)}\n");
}
