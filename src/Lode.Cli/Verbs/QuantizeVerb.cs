using System.CommandLine;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Quantizing;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary><c>lode quantize</c>: makes a model smaller.</summary>
sealed class QuantizeVerb : Verb
{
    public const string VerbName = "quantize";
    const string StandardOutput = "-";
    const int MaxThreads = 256;

    readonly QuantizeSettings _settings = new();
    readonly Option<string> _output = new("--output", "-o") { HelpName = "FILE", Description = "The new file; it appears when it is complete." };

    readonly Option<int?> _threads = NumberOption.Integer("--threads", "N",
        "Threads to compute with (default: one per processor).", 1, MaxThreads, "-t");

    readonly Option<string?> _report = new("--report")
    {
        HelpName = "FILE",
        Description = "Tell the types and errors of every tensor; on standard output, or in a file (JSON if it ends in .json).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object; with the tensors, if there is a report." };

    public QuantizeVerb()
        : base(VerbName) => Add(Page.Groups);

    public override HelpPage Page => new(
        "Writes a model with fewer bits per weight: smaller, faster, a little less exact.",
        ["lode quantize MODEL -o FILE --type TYPE [options]"],
        [Model],
        [
            _settings.Group,
            new OptionGroup("Output", _output, _report, _json),
            new OptionGroup("Resources", _threads),
        ],
        [
            ("lode quantize model-f16.gguf -o model-q4.gguf --type Q4_K_M", "The usual compromise: about a third of the size."),
            ("lode quantize model.gguf -o model.gguf --type Q8_0", "In place: the old file is replaced when the new one is complete."),
            ("lode quantize model-f16.gguf -o q5.gguf --type Q5_K_M --report=errors.json", "With the error of every tensor."),
            ("lode quantize model.gguf -o q4.gguf --type Q4_0 --tensor-type attn_v=Q8_0", "Some tensors otherwise."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelName(values);
        string output = values.GetValue(_output) ?? throw Usage("no output was given: -o FILE");
        if (output == StandardOutput)
            throw Usage("-o: expected the name of a file, found '-'; /dev/stdout is standard output");
        string? report = values.GetResult(_report) is null ? null : values.GetValue(_report) ?? StandardOutput;
        bool asJson = values.GetValue(_json);
        QuantizeRun run = new(
            ModelPath.Find(model),
            output,
            _settings.Read(values) ?? throw Usage("no type was given: --type TYPE"),
            values.GetValue(_threads) ?? Environment.ProcessorCount,
            MeasureErrors: report is not null);

        using Interruption interruption = new();
        using OutputStream standard = OutputStream.Standard();
        QuantizeReport result = run.Run(interruption, new TransferProgress("quantising", ErrorStream.IsTerminal ? ErrorStream.Write : null));
        if (report is not (null or StandardOutput))
            QuantizeRun.WriteReport(result, report);
        if (asJson)
            standard.WriteJson(result, CliJson.Readable.QuantizeReport);
        else if (report == StandardOutput)
            standard.Write(QuantizeTable.Write(result));
        ErrorStream.Write(QuantizeTable.Summary(result));
        return ExitCode.Success;
    }
}
