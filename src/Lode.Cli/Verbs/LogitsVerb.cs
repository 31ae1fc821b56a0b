using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Lode.Cli.Help;
using Lode.Cli.Loading;
using Lode.Cli.Logits;
using Lode.Cli.Options;
using Lode.Cli.Running;
using Lode.Cli.Showing;
using Lode.Cli.Streams;
using Lode.Inference;
using Lode.Memory;
using Lode.Usage;

namespace Lode.Cli.Verbs;

/// <summary><c>lode logits</c>: writes the logits of a prompt to a file.</summary>
sealed class LogitsVerb : Verb
{
    public const string VerbName = "logits";
    const string StandardOutput = "-";

    readonly PromptSettings _prompt = new();
    readonly ContextSettings _context = new();
    readonly LoadSettings _load = new();

    readonly Option<int[]?> _tokens = new("--tokens")
    {
        HelpName = "IDS",
        Description = "Token ids instead of a prompt, such as 1,2,3; nothing is added to them.",
        CustomParser = ParseTokens,
    };

    readonly Option<string> _output = new("--output", "-o") { HelpName = "FILE", Description = "Where the rows go; '-' is standard output." };
    readonly Option<bool> _all = new("--all") { Description = "One row after every token of the prompt, not only after the last." };
    readonly Option<bool> _hidden = new("--hidden") { Description = "The hidden state after the last normalisation instead of the logits." };
    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object about the rows on standard output." };

    public LogitsVerb()
        : base(VerbName)
    {
        Add(_prompt.Argument);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Writes the logits after a prompt: little-endian float32, one per vocabulary entry, before softmax.",
        ["lode logits MODEL [PROMPT] -o FILE [options]", "lode logits MODEL --tokens IDS -o FILE [options]"],
        [Model, _prompt.Argument],
        [
            new OptionGroup("Prompt", _prompt.File, _prompt.Special, _tokens),
            new OptionGroup("Output", _output, _all, _hidden, _json),
            _context.Group,
            _load.Group,
        ],
        [
            ("lode logits demo \"Once upon a time\" -o once.f32", "The logits of what may follow, to compare with another engine."),
            ("lode logits model.gguf --tokens 1,306,4658 --all -o - | sha256sum", "A row for each of three tokens."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string target = values.GetValue(_output) ?? throw Usage("no output was given: -o FILE");
        bool asJson = values.GetValue(_json);
        bool toStandardOutput = target == StandardOutput;
        if (asJson && toStandardOutput)
            throw Usage("--json and -o - both write to standard output; give a file");
        string model = ModelPath.Find(ModelName(values));
        int[]? tokens = values.GetResult(_tokens) is null ? null : values.GetValue(_tokens);
        if (tokens is not null && (values.GetValue(_prompt.Argument) is not null || values.GetValue(_prompt.File) is not null))
            throw Usage("--tokens takes the place of a prompt; leave one out");
        LogitsOptions options = new(
            model,
            tokens is null ? _prompt.Read(values, model) : [],
            values.GetValue(_prompt.Special),
            tokens,
            values.GetValue(_all),
            values.GetValue(_hidden) ? RowKind.Hidden : RowKind.Logits,
            _context.Read(values),
            _load.Read(values));

        using Interruption interruption = new();
        using OutputStream output = OutputStream.Standard();
        Action<string>? terminal = ErrorStream.IsTerminal ? ErrorStream.Write : null;
        LogitsRun run = new(options, interruption, new PromptProgress(terminal), new LoadingProgress(terminal));
        LogitsReport report = toStandardOutput ? run.Run(target, output.Write) : RunToFile(run, target);
        if (asJson)
            output.WriteJson(report, CliJson.Readable.LogitsReport);
        else
            ErrorStream.Write(Summary(report));
        return ExitCode.Success;
    }

    static LogitsReport RunToFile(LogitsRun run, string target)
    {
        using OutputFile file = new(target);
        LogitsReport report = run.Run(target, file.Write);
        file.Commit();
        return report;
    }

    static string Summary(LogitsReport report)
    {
        string rows = report.Rows == 1 ? "" : $"{UsageFormat.Count(report.Rows)} rows of ";
        string text = $"{rows}{UsageFormat.Count(report.Columns)} {(report.Kind == "logits" ? "logits" : "values")} "
            + $"after {UsageFormat.Count(report.PromptTokenIds.Length)} {(report.PromptTokenIds.Length == 1 ? "token" : "tokens")}";
        if (report.Argmax is int best)
        {
            string name = report.ArgmaxText is null ? "" : $" {Printable.Quote(report.ArgmaxText)}";
            text += string.Create(CultureInfo.InvariantCulture, $"; largest {report.ArgmaxLogit:0.####} for token {best}{name}");
        }
        return text + "\n";
    }

    static int[]? ParseTokens(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        int[] tokens = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out tokens[i]))
            {
                result.AddError($"--tokens: expected token ids with commas between them, such as 1,2,3, found '{text}'");
                return null;
            }
        }
        return tokens;
    }
}
