namespace Lode.Wasm.Artifacts;

/// <summary>Machine code that is to be written.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="FunctionStarts">By function of the module's own: where its code begins.</param>
/// <param name="Write">Writes it; called twice.</param>
sealed record MachineCode(int Length, Numbers FunctionStarts, Action<Stream> Write);
