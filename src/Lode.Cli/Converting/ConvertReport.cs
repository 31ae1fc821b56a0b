using Lode.Cli.Quantizing;

namespace Lode.Cli.Converting;

/// <summary>What a conversion made: what <c>--json</c> prints.</summary>
/// <param name="Architecture">The architecture's name in GGUF.</param>
/// <param name="Notes">What GGUF cannot say and what was left out.</param>
/// <param name="Written">Types, sizes and times; the type is null where those of the source were kept.</param>
sealed record ConvertReport(string Architecture, IReadOnlyList<string> Notes, QuantizeReport Written);
