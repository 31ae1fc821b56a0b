namespace Lode.Memory;

/// <summary>The other end of a local socket is closed, or its process is gone.</summary>
/// <param name="name">The socket.</param>
public sealed class LocalSocketClosedException(string name) : IOException($"{name}: the process at the other end closed it, or is gone");
