namespace Lode.Control;

/// <summary>The other side does not keep to docs/control-protocol.md.</summary>
sealed class WorkerProtocolException(string message) : Exception(message);
