using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Stat;
using Lode.Cli.Streams;
using Lode.Usage.Reports;
using Lode.Usage.Running;

namespace Lode.Cli.Verbs;

/// <summary><c>lode stat</c>: says what a command cost.</summary>
/// <remarks>
/// Not built on <see cref="Verb"/>: its exit codes are those of a command that runs commands, such as <c>env</c>, what follows its options
/// is not its own, and starting it must cost little.
/// </remarks>
static class StatVerb
{
    public const string VerbName = "stat";

    /// <summary>Does what the command line says.</summary>
    /// <param name="args">The command line behind the verb.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        try
        {
            StatOptions options = StatArguments.Parse(args);
            return options.Help ? Help() : Measure(options);
        }
        catch (Exception error)
        {
            ErrorStream.WriteError(ErrorReport.Describe(error).Message);
            return error switch
            {
                CommandNotFoundException => CommandNotFoundException.ExitCode,
                CommandNotExecutableException => CommandNotExecutableException.ExitCode,
                _ => StatException.Code,
            };
        }
    }

    static int Measure(StatOptions options)
    {
        if (!SpawnSupport.IsSupported(out string reason))
            throw new StatException(reason);
        StatOutputs.Files(options).Check();
        CommandLine[] commands = [CommandLine.FromSelfLast(options.CommandWords), .. options.Others.Select(Other)];
        StatProgress progress = new(options.IsSeries && ErrorStream.IsTerminal ? ErrorStream.Write : null);
        Measurement measurement = new StatSeries(options, commands, new ColdFiles(options.ColdFiles), progress).Run();
        StatOutputs.Write(measurement, options);
        return measurement.ExitCode;
    }

    static CommandLine Other(string line)
    {
        try
        {
            return CommandLine.FromShell(line);
        }
        catch (ArgumentException error)
        {
            throw StatException.Usage($"--vs: {error.Message}");
        }
    }

    static int Help()
    {
        using OutputStream output = OutputStream.Standard();
        output.Write(HelpWriter.Write(StatPage.Create()));
        return ExitCode.Success;
    }
}
