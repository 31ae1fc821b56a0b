using System.CommandLine;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Loading;
using Lode.Cli.Options;
using Lode.Cli.Running;
using Lode.Cli.Streams;
using Lode.Generation;

namespace Lode.Cli.Verbs;

/// <summary><c>lode run</c>: writes on from a prompt.</summary>
sealed class RunVerb : Verb
{
    public const string VerbName = "run";

    readonly PromptSettings _prompt = new();
    readonly SamplingSettings _sampling = new();
    readonly ContextSettings _context = new();
    readonly LoadSettings _load = new();
    readonly ControlSettings _control = new();

    readonly Option<ParsedNumber<int>?> _maxTokens = NumberOption.Integer("--max-tokens", "N",
        "The most tokens to write (default: until the text ends or the context is full).", 0, int.MaxValue, "-n");

    readonly Option<string[]> _stop = new("--stop")
    {
        HelpName = "TEXT",
        Description = "End before this text; may be given several times.",
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };

    readonly Option<bool> _ignoreEnd = new("--ignore-eos") { Description = "Go on where the model would end." };
    readonly Option<bool> _stats = new("--stats") { Description = "At the end, tell times, rates, memory and page faults on standard error." };
    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end instead of the text." };

    public RunVerb()
        : base(VerbName)
    {
        Add(_prompt.Argument);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Writes on from a prompt. The text goes to standard output, everything else to standard error.",
        ["lode run MODEL [PROMPT] [options]", "lode run MODEL --file FILE [options]"],
        [Model, _prompt.Argument],
        [
            new OptionGroup("Prompt", _prompt.File, _prompt.Special),
            new OptionGroup("Length", _maxTokens, _stop, _ignoreEnd),
            _sampling.Group,
            _context.Group,
            _load.Group,
            _control.Group,
            new OptionGroup("Output", _stats, _json),
        ],
        [
            ("lode run demo", "A new text by the built-in model."),
            ("lode run demo \"Once upon a time\" -n 40 --temperature 0", "The likeliest 40 tokens after a beginning."),
            ("lode run model.gguf --file question.txt --stop \"User:\" --stats", "From a file, up to a stop string, with what it cost."),
            ("echo \"Once upon a time\" | lode run demo --seed 7 --json", "For machines: one object, reproducible."),
            ("lode run demo \"Once\" --control choose.wasm --arg '[\"yes\",\"no\"]'", "With a program that decides what may be written."),
            ("gzip -dc model.gguf.gz | lode run - \"Once upon a time\"", "A model out of a decompressor, which is streamed."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string[] stops = values.GetValue(_stop) ?? [];
        if (stops.Contains(""))
            throw Usage("--stop: expected a text, found an empty one");
        string model = ModelPath.Find(ModelName(values));
        RunOptions options = new(
            model,
            _prompt.Read(values, model),
            values.GetValue(_prompt.Special),
            new GenerationOptions
            {
                Sampling = _sampling.Read(values),
                MaxTokens = values.GetNumber(_maxTokens),
                StopStrings = stops,
                IgnoreEndOfGeneration = values.GetValue(_ignoreEnd),
            },
            _context.Read(values),
            _load.Read(values),
            _control.Read(values, model, Help));

        using Interruption interruption = new();
        using OutputStream output = OutputStream.Standard();
        PromptProgress progress = new(ErrorStream.IsTerminal ? ErrorStream.Write : null);
        LoadingProgress loading = new(ErrorStream.IsTerminal ? ErrorStream.Write : null);
        bool asJson = values.GetValue(_json);
        RunOutput text = asJson ? new RunOutput()
            : options.Control is null ? new StreamedOutput(output)
            : new BranchedOutput(output, isTerminal: !Console.IsOutputRedirected);
        RunReport report = new TextRun(options, interruption).Run(text, progress, loading);
        if (asJson)
            output.WriteJson(report, CliJson.Readable.RunReport);
        bool stats = values.GetValue(_stats);
        if (report.Hint is not null && !asJson && (stats || ErrorStream.IsTerminal))
            ErrorStream.Write($"lode: {report.Hint}");
        if (stats)
            ErrorStream.Write(RunTable.Write(report));
        bool failed = TellErrors(report);
        return interruption.IsRequested ? ExitCode.Interrupted : failed ? ExitCode.Failed : ExitCode.Success;
    }

    /// <summary>Says what controllers did wrong; the texts of their branches stand.</summary>
    static bool TellErrors(RunReport report)
    {
        bool any = false;
        foreach (BranchReport branch in report.Branches ?? [])
        {
            if (branch.Error is null)
                continue;
            any = true;
            // A trap tells all functions that were running: the innermost is enough for a line.
            string what = string.Join(' ', branch.Error.Split('\n').Take(2).Select(line => line.Trim()));
            ErrorStream.WriteError(ErrorReport.OneLine(report.Branches!.Count == 1 ? what : $"branch {branch.Number}: {what}"));
        }
        return any;
    }
}
