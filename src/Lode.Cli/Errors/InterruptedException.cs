namespace Lode.Cli.Errors;

/// <summary>Ctrl-C, in a command of which a part is worth nothing.</summary>
sealed class InterruptedException() : CommandException("interrupted; nothing was written")
{
    public override int ExitCode => Cli.ExitCode.Interrupted;
}
