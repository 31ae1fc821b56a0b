using System.CommandLine;
using Lode.Cli.Benching;
using Lode.Cli.Help;
using Lode.Cli.Loading;
using Lode.Cli.Options;
using Lode.Cli.Streams;
using Lode.Memory;

namespace Lode.Cli.Verbs;

/// <summary><c>lode bench</c>: how fast models read prompts and write tokens.</summary>
sealed class BenchVerb : Verb
{
    public const string VerbName = "bench";

    readonly BenchSettings _settings = new();
    readonly LoadSettings _load = new();

    readonly Argument<string[]> _others = new("MODEL...")
    {
        Description = "More models; all are measured in turns, so that they can be compared.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public BenchVerb()
        : base(VerbName)
    {
        Add(_others);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Times models: tokens per second of reading a prompt (pp) and of writing (tg).",
        ["lode bench MODEL... [options]"],
        [Model, _others],
        [_settings.Group, _settings.Runs, _load.Group, new OptionGroup("Output", _json)],
        [
            ("lode bench model.gguf", "pp512 and tg128, five times each, as Markdown."),
            ("lode bench model.gguf packed.gguf -t 1,2", "What packing gives, with one thread and with two."),
            ("lode bench model.gguf -p 0 -n 64 -d 0,2048", "What a long text costs."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string[] models = [ModelPath.Find(ModelName(values)), .. (values.GetValue(_others) ?? []).Select(ModelPath.Find)];
        if (models.Any(InputStream.IsSequential))
            throw Usage("a model that is timed is read again and again; give the path of a file");
        BenchRequest request = _settings.Read(values, models, _load.Read(values))
            ?? throw Usage("there is nothing to time: -p or -n has to be more than 0");
        using Interruption interruption = new();
        using OutputStream output = OutputStream.Standard();
        Action<string>? terminal = ErrorStream.IsTerminal ? ErrorStream.Write : null;
        BenchProgress progress = new(terminal);
        BenchReport report;
        try
        {
            using BenchSeries series = new(request, interruption, progress, new LoadingProgress(terminal));
            report = series.Run();
        }
        finally
        {
            progress.End();
        }
        if (values.GetValue(_json))
            output.WriteJson(report, CliJson.Readable.BenchReport);
        else
            output.Write(BenchTable.Write(report));
        return ExitCode.Success;
    }
}
