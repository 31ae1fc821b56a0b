namespace Lode.Usage.Running;

/// <summary>There is no program of that name; a shell would exit with <see cref="ExitCode"/>.</summary>
public sealed class CommandNotFoundException(string message) : IOException(message)
{
    /// <summary>The exit code that shells give for it.</summary>
    public const int ExitCode = 127;
}
