namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>A module in binary, and the types of the functions that it exports as "f0", "f1" and so on.</summary>
/// <remarks>
/// "e0", "e1" and so on call these with integers only and give integers only; "digest" mixes the globals and what the tables hold;
/// "reset" lets calls run on that would have run out of fuel. The memory is "m", where the module has one of its own.
/// </remarks>
sealed record GeneratedModule(byte[] Bytes, IReadOnlyList<FunctionType> Functions, bool ExportsMemory);
