namespace Lode.Cli.Errors;

/// <summary>The command cannot do what was asked; the message is the one line that the user sees, and says what to do.</summary>
class CommandException : Exception
{
    public CommandException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    public virtual int ExitCode => Cli.ExitCode.Failed;
}
