using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Loading;
using Lode.Cli.Options;
using Lode.Cli.Stat;
using Lode.Cli.Streams;
using Lode.Memory;
using Lode.Usage.Reports;
using Lode.Usage.Running;
using Lode.Weights.HuggingFace;

namespace Lode.Cli.Verbs;

/// <summary><c>lode load</c>: says what each way of loading a model costs.</summary>
sealed class LoadVerb : Verb
{
    public const string VerbName = "load";
    const int UsualRuns = 5;

    readonly Option<NamedWay[]?> _ways = new("--ways")
    {
        HelpName = "LIST",
        Description = $"The ways, with commas between them: {NamedWay.Names} (default: all). The others are compared with the first.",
        CustomParser = ParseWays,
    };

    readonly Option<bool> _cold = new("--cold") { Description = "Take the model out of the page cache before each run (default: run each way once before, so that it is in)." };
    readonly Option<ParsedNumber<int>?> _runs = NumberOption.Integer("--runs", "N", $"How many runs of each way (default: {UsualRuns}).", 1, 100_000, "-n");

    readonly Option<bool> _noTouch = new("--no-touch")
    {
        Description = "Only open the model. Otherwise a byte of every page of the weights is read then, so that all ways end with all of them.",
    };

    readonly Option<string?> _token = new("--token")
    {
        HelpName = "PROMPT",
        Description = "Measure a whole 'lode run MODEL PROMPT -n 1' with each way: until there is one token.",
    };

    readonly Option<string?> _plot = new("--plot") { HelpName = "FILE", Description = "Write the memory over time as an SVG picture." };
    readonly Option<string?> _json = new("--json") { HelpName = "FILE", Description = "Write everything as JSON; '-' is standard output." };
    readonly Option<string?> _csv = new("--csv") { HelpName = "FILE", Description = "Write a line per run as comma-separated values." };
    readonly Option<string?> _markdown = new("--markdown") { HelpName = "FILE", Description = "Write the table." };

    public LoadVerb()
        : base(VerbName) => Add(Page.Groups);

    public override HelpPage Page => new(
        "Opens a model in several ways, each in a process of its own, and says what each costs.",
        ["lode load MODEL [options]"],
        [Model],
        [
            new OptionGroup("What is measured", _ways, _cold, _runs, _noTouch, _token),
            new OptionGroup("Output", _plot, _json, _csv, _markdown),
        ],
        [
            ("lode load model.gguf", "All ways, with the model in the page cache."),
            ("lode load model.gguf --ways map,read --cold -n 3 --plot load.svg", "Two of them from the disk, as a picture."),
            ("lode load model.gguf --token \"Once upon a time\"", "How long until the first token, and with how much memory."),
        ]);

    protected override int Execute(ParseResult values)
    {
        if (!SpawnSupport.IsSupported(out string reason))
            throw new CommandException(reason);
        string model = ModelPath.Find(ModelName(values));
        if (InputStream.IsSequential(model))
            throw Usage("a pipe can be read once; give the path of a file");
        ReportFiles files = new(values.GetValue(_plot), values.GetValue(_json), values.GetValue(_csv), values.GetValue(_markdown));
        if (new[] { files.Json, files.Csv, files.Markdown }.Count(target => target == ReportFiles.StandardOutput) > 1)
            throw Usage("only one of --json, --csv and --markdown can go to standard output");
        files.Check();
        bool cold = values.GetValue(_cold);
        LoadRequest request = new()
        {
            Model = InputStream.PathOf(model),
            Ways = values.GetResult(_ways) is null ? Usual(model) : values.GetValue(_ways)!,
            Runs = values.GetNumber(_runs) ?? UsualRuns,
            Warmups = cold ? 0 : 1,
            Cold = cold,
            Touch = !values.GetValue(_noTouch),
            Prompt = values.GetValue(_token),
        };
        using Interruption interruption = new(PosixSignal.SIGTERM, PosixSignal.SIGHUP); // whichever it is, files of this command have to go
        using LoadSeries series = new(request, new StatProgress(ErrorStream.IsTerminal ? ErrorStream.Write : null), interruption);
        Measurement measurement = series.Run();
        ErrorStream.Write(SummaryTable.Write(measurement));
        files.Write(measurement);
        return interruption.IsRequested ? ExitCode.Interrupted : measurement.ExitCode;
    }

    static IReadOnlyList<NamedWay> Usual(string model) =>
        HuggingFaceModel.Recognises(model) ? [.. NamedWay.All.Where(way => way != NamedWay.Stream)] : NamedWay.All;

    static NamedWay[]? ParseWays(ArgumentResult result)
    {
        List<NamedWay> ways = [];
        foreach (string name in result.Tokens[^1].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (NamedWay.Find(name) is not NamedWay way || ways.Contains(way))
            {
                result.AddError($"--ways: expected some of {NamedWay.Names}, each once, with commas between them, found '{name}'");
                return null;
            }
            ways.Add(way);
        }
        return [.. ways];
    }
}
