namespace Lode.Usage.Running;

/// <summary>The file is there and cannot be run; a shell would exit with <see cref="ExitCode"/>.</summary>
public sealed class CommandNotExecutableException(string message) : IOException(message)
{
    /// <summary>The exit code that shells give for it.</summary>
    public const int ExitCode = 126;
}
