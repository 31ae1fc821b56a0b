using System.CommandLine;
using Lode.Cli.Converting;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Quantizing;
using Lode.Cli.Streams;
using Lode.Weights.HuggingFace;
using Lode.Weights.Quantization;

namespace Lode.Cli.Verbs;

/// <summary><c>lode convert</c>: makes a GGUF file out of what Hugging Face publishes.</summary>
sealed class ConvertVerb : Verb
{
    public const string VerbName = "convert";
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

    public ConvertVerb()
        : base(VerbName) => Add(Page.Groups);

    public override HelpPage Page => new(
        "Makes one GGUF file of a Hugging Face folder: weights, hyper-parameters, tokenizer, chat template.",
        ["lode convert FOLDER -o FILE [--type TYPE] [options]", "lode convert MODEL -o FILE --type TYPE [options]"],
        [Model],
        [
            _settings.Group,
            new OptionGroup("Output", _output, _report, _json),
            new OptionGroup("Resources", _threads),
        ],
        [
            ("lode convert Llama-3.2-1B -o llama.gguf", "All weights as they are, not a bit is lost."),
            ("lode convert Llama-3.2-1B -o llama-q4.gguf --type Q4_K_M", "And quantised on the way."),
            ("lode convert Llama-3.2-1B/model.safetensors.index.json -o llama.gguf", "The same folder, by a file in it."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelPath.Find(ModelName(values));
        string output = values.GetValue(_output) ?? throw Usage("no output was given: -o FILE");
        if (output == StandardOutput)
            throw Usage("-o: expected the name of a file, found '-'; /dev/stdout is standard output");
        string? report = values.GetResult(_report) is null ? null : values.GetValue(_report) ?? StandardOutput;
        QuantizationOptions? quantization = _settings.Read(values);
        if (quantization is null && !HuggingFaceModel.Recognises(model))
            throw Usage("a GGUF file is converted to another type: --type TYPE");
        ConvertRun run = new(model, output, quantization, values.GetValue(_threads) ?? Environment.ProcessorCount, report is not null);

        using Interruption interruption = new();
        using OutputStream standard = OutputStream.Standard();
        ConvertReport result = run.Run(interruption, new TransferProgress("converting", ErrorStream.IsTerminal ? ErrorStream.Write : null));
        if (report is not (null or StandardOutput))
            QuantizeRun.WriteReport(result.Written, report);
        if (values.GetValue(_json))
            standard.WriteJson(result, CliJson.Readable.ConvertReport);
        else if (report == StandardOutput)
            standard.Write(QuantizeTable.Write(result.Written));
        ErrorStream.Write(QuantizeTable.Summary(result.Written));
        foreach (string note in result.Notes)
            ErrorStream.Write($"note: {note}\n");
        return ExitCode.Success;
    }
}
