namespace Lode.Cli.Errors;

/// <summary>The command line is wrong.</summary>
sealed class UsageException : CommandException
{
    /// <param name="message">What is wrong.</param>
    /// <param name="help">The command whose output says how it is right; null where the message says it.</param>
    public UsageException(string message, string? help = null)
        : base(help is null ? message : $"{message}; see {help}")
    {
    }

    public override int ExitCode => Cli.ExitCode.Usage;
}
