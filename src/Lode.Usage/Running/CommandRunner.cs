namespace Lode.Usage.Running;

/// <summary>Runs commands and measures them.</summary>
public static class CommandRunner
{
    /// <summary>Runs a command to its end.</summary>
    public static RunResult Run(CommandLine command, RunSettings settings, CancellationToken cancellationToken = default) =>
        throw new PlatformNotSupportedException();
}
