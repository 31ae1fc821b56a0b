using Lode.Cli.Errors;

namespace Lode.Cli.Stat;

/// <summary>Something is wrong with <c>lode stat</c> itself or with what it was told, and not with the command that it runs.</summary>
sealed class StatException(string message, Exception? inner = null) : CommandException(message, inner)
{
    /// <summary>The exit code that <c>env</c>, <c>timeout</c> and others have for it.</summary>
    public const int Code = 125;

    public override int ExitCode => Code;

    public static StatException Usage(string message) => new($"{message}; see lode stat --help");
}
