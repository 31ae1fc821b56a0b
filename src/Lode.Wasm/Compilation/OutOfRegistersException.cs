namespace Lode.Wasm.Compilation;

/// <summary>An instruction needs more registers at a time than locals have left: the function is compiled again, and its locals get none.</summary>
sealed class OutOfRegistersException() : Exception("an instruction needs more registers than there are");
