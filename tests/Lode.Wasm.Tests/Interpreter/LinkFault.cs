namespace Lode.Wasm.Tests.Interpreter;

/// <summary>An import that is missing or does not fit, in the words of the specification's suite.</summary>
sealed class LinkFault(string reason) : Exception(reason);
