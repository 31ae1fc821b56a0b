namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>A call of an export that takes and gives integers.</summary>
sealed record GeneratedCall(int Module, string Export, FunctionType Type, IReadOnlyList<long> Arguments);
