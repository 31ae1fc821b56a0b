using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary><c>lode control</c>: the commands for controllers beside <c>lode run --control</c>.</summary>
static class ControlVerbs
{
    public const string GroupName = "control";

    /// <summary>What <c>lode control</c> prints.</summary>
    public const string Text = $"""
        Controllers decide, token by token, what a model may say: see lode run --control.

        Usage:
          lode control serve SOCKET --tokenizer MODEL [options]  Run controllers for other processes.
          lode control COMMAND --help                            Say how a command is used.

        Examples:
          lode control serve ~/.lode-worker --tokenizer model.gguf --allow ~/controllers

        Exit codes: {HelpWriter.ExitCodes}

        """;

    /// <summary>Does what the command line says.</summary>
    /// <param name="args">The command line behind the group's name.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        if (args.Length > 0 && !Verb.HelpNames.Contains(args[0]))
        {
            return args[0] == ControlServeVerb.VerbName ? new ControlServeVerb().Run(args) : throw new UsageException(
                $"there is no command 'control {args[0]}'{(Nearest.Of(args[0], [ControlServeVerb.VerbName]) is string near ? $", did you mean '{near}'?" : "")}",
                "lode control --help");
        }
        using OutputStream output = OutputStream.Standard();
        output.Write(Text);
        return ExitCode.Success;
    }
}
