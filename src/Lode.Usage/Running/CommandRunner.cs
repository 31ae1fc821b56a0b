namespace Lode.Usage.Running;

/// <summary>Runs commands and measures them.</summary>
/// <remarks>
/// The command notices nothing: it has this process's standard streams, terminal and process group, the default signal dispositions (except
/// that what was ignored when this process started stays ignored) and an empty signal mask. This process ignores the keyboard's signals
/// meanwhile, passes SIGTERM and SIGHUP on to the command, and stops and resumes with it. Environment variables are those that this process
/// started with. Nothing here uses <see cref="System.Diagnostics.Process"/>, which would wait for children that are not its own.
/// </remarks>
public static class CommandRunner
{
    /// <summary>Runs a command to its end, on the calling thread.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="settings">How, and what to measure.</param>
    /// <param name="cancellationToken">Kills the command and its descendants.</param>
    /// <returns>What it cost.</returns>
    /// <exception cref="CommandNotFoundException">There is no such program.</exception>
    /// <exception cref="CommandNotExecutableException">It cannot be run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and the command has ended.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">See <see cref="SpawnSupport"/>.</exception>
    /// <exception cref="IOException">The system could not start a process.</exception>
    public static RunResult Run(CommandLine command, RunSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.SamplesPerSecond is < 0 or > RunSettings.MaximumSamplesPerSecond)
        {
            throw new ArgumentException(
                $"samples per second: expected 0 to {RunSettings.MaximumSamplesPerSecond}, found {settings.SamplesPerSecond}", nameof(settings));
        }
        if (settings.Timeout is TimeSpan timeout && (timeout <= TimeSpan.Zero || timeout.TotalMilliseconds > uint.MaxValue - 1))
            throw new ArgumentException($"time limit: expected more than nothing and at most 49 days, found {timeout}", nameof(settings));
        if (settings.Tree && settings.SamplesPerSecond == 0)
            throw new ArgumentException("the memory of a tree is only known from samples: expected more than 0 per second", nameof(settings));
        if (!SpawnSupport.IsSupported(out string reason) || !OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException(reason);
        cancellationToken.ThrowIfCancellationRequested();
        WarmUp.Once();
        using LinuxRun run = new(command, settings);
        return run.Execute(cancellationToken);
    }
}
