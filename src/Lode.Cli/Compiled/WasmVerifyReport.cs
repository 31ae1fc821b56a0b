namespace Lode.Cli.Compiled;

/// <summary>What <c>lode wasm verify</c> found: what <c>--json</c> prints.</summary>
/// <param name="Artifact">The compiled module.</param>
/// <param name="Module">What it is said to be made of.</param>
/// <param name="Good">Whether it is exactly what compiling that gives.</param>
/// <param name="Difference">What is different.</param>
sealed record WasmVerifyReport(string Artifact, string Module, bool Good, string? Difference);
