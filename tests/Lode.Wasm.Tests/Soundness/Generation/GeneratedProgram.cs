namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>One or two modules and the calls to make, in order. The second module imports from the first, as the module "a".</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Modules">The modules.</param>
/// <param name="Calls">The calls.</param>
sealed record GeneratedProgram(ulong Seed, IReadOnlyList<GeneratedModule> Modules, IReadOnlyList<GeneratedCall> Calls);
