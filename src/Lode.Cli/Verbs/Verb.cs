using System.CommandLine;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary>One command of <c>lode</c>: its options, its help, and what it does.</summary>
abstract class Verb
{
    readonly string _name;
    readonly Command _command;
    readonly Option<bool> _help = new("--help", [.. HelpNames]) { Description = "Say how this command is used." };

    /// <param name="name">Its name; behind that of its group, where it is in one.</param>
    /// <param name="takesModel">Whether it works on a model.</param>
    protected Verb(string name, bool takesModel = true)
    {
        _name = name;
        _command = new Command(name[(name.LastIndexOf(' ') + 1)..]);
        _command.Add(_help);
        Model = new Argument<string>("MODEL")
        {
            Description = "A GGUF file (any part of a split one), a Hugging Face folder, 'demo' for the built-in model (a file of that name is './demo'), or '-' for a GGUF file on standard input.",
            Arity = ArgumentArity.ZeroOrOne, // so that its absence is told in our words
        };
        if (takesModel)
            _command.Add(Model);
    }

    /// <summary>Everything that asks for help.</summary>
    public static IReadOnlyList<string> HelpNames { get; } = ["--help", "-h", "-?"];

    /// <summary>The help.</summary>
    public abstract HelpPage Page { get; }

    protected Argument<string> Model { get; }

    /// <summary>Does what the command line says.</summary>
    /// <param name="args">The command line; the first is the verb.</param>
    /// <returns>The exit code.</returns>
    public int Run(string[] args)
    {
        // Without response files: a prompt may begin with '@'.
        ParseResult values = _command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (values.GetResult(_help) is { Implicit: false })
        {
            using OutputStream output = OutputStream.Standard();
            output.Write(HelpWriter.Write(Page));
            return ExitCode.Success;
        }
        UnknownOption.Check(values, _command, Help);
        if (values.UnmatchedTokens.Count > 0)
            throw Usage($"unexpected argument '{values.UnmatchedTokens[0]}'; {HowArgumentsWork}");
        if (values.Errors.Count > 0)
            throw Usage(values.Errors[0].Message);
        return Execute(values);
    }

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Execute(ParseResult values);

    protected string Help => $"lode {_name} --help";

    /// <summary>What whoever gave one argument too many should know.</summary>
    protected virtual string HowArgumentsWork => "a text of several words needs quotes around it";

    protected string ModelName(ParseResult values) => values.GetValue(Model) ?? throw Usage($"no model was given: {Page.Usage[0]}");

    protected UsageException Usage(string message) => new(Sentence(message), Help);

    protected void Add(Argument argument) => _command.Add(argument);

    protected void Add(IEnumerable<OptionGroup> groups)
    {
        foreach (Option option in groups.SelectMany(group => group.Options))
            _command.Add(option);
    }

    // The parser's messages are sentences; ours go on after a colon.
    static string Sentence(string message) => char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');
}
