using System.CommandLine;

namespace Lode.Cli.Help;

/// <summary>What <c>lode VERB --help</c> prints.</summary>
/// <param name="Summary">One sentence.</param>
/// <param name="Usage">The forms of the command line.</param>
/// <param name="Arguments">The arguments, in order.</param>
/// <param name="Groups">The options, by topic.</param>
/// <param name="Examples">Command lines and what they do.</param>
sealed record HelpPage(
    string Summary,
    IReadOnlyList<string> Usage,
    IReadOnlyList<Argument> Arguments,
    IReadOnlyList<OptionGroup> Groups,
    IReadOnlyList<(string Command, string Meaning)> Examples)
{
    /// <summary>What the exit codes mean.</summary>
    public string ExitCodes { get; init; } = HelpWriter.ExitCodes;
}
