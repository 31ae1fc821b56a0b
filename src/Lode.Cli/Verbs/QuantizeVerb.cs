using System.CommandLine;
using Lode.Cli.Help;
using Lode.Cli.Quantizing;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary><c>lode quantize</c>: makes a model smaller.</summary>
sealed class QuantizeVerb : Verb
{
    public const string VerbName = "quantize";

    readonly QuantizeSettings _settings = new();
    readonly WritingSettings _writing = new();

    public QuantizeVerb()
        : base(VerbName) => Add(Page.Groups);

    public override HelpPage Page => new(
        "Writes a model with fewer bits per weight: smaller, faster, a little less exact.",
        ["lode quantize MODEL -o FILE --type TYPE [options]"],
        [Model],
        [_settings.Group, .. _writing.Groups],
        [
            ("lode quantize model-f16.gguf -o model-q4.gguf --type Q4_K_M", "The usual compromise: about a third of the size."),
            ("lode quantize model.gguf -o model.gguf --type Q8_0", "In place: the old file is replaced when the new one is complete."),
            ("lode quantize model-f16.gguf -o q5.gguf --type Q5_K_M --report=errors.json", "With the error of every tensor."),
            ("lode quantize model.gguf -o q4.gguf --type Q4_0 --tensor-type attn_v=Q8_0", "Some tensors otherwise."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelName(values);
        string output = _writing.Output(values) ?? throw Usage("no output was given: -o FILE");
        QuantizeRun run = new(
            ModelPath.FindFile(model),
            output,
            _settings.Read(values) ?? throw Usage("no type was given: --type TYPE"),
            _writing.Threads(values),
            MeasureErrors: _writing.HasReport(values));

        using Interruption interruption = new();
        using OutputStream standard = OutputStream.Standard();
        QuantizeReport result = run.Run(interruption, new TransferProgress("quantising", ErrorStream.IsTerminal ? ErrorStream.Write : null));
        _writing.Tell(values, result, standard, () => standard.WriteJson(result, CliJson.Readable.QuantizeReport));
        return ExitCode.Success;
    }
}
