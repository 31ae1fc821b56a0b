namespace Lode.Wasi;

/// <summary>A standard stream that the process was started without: every use of it fails, as it does for a program of the host.</summary>
sealed class ClosedStream() : Descriptor(FileKind.Unknown);
