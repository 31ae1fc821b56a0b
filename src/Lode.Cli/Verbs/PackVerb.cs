using System.CommandLine;
using Lode.Cli.Help;
using Lode.Cli.Packing;
using Lode.Cli.Quantizing;
using Lode.Cli.Streams;
using Lode.Weights.HuggingFace;

namespace Lode.Cli.Verbs;

/// <summary><c>lode pack</c> and <c>lode unpack</c>: lay a model out for the fast kernels, and back.</summary>
sealed class PackVerb : Verb
{
    public const string VerbName = "pack";
    public const string BackName = "unpack";

    readonly bool _unpack;
    readonly WritingSettings _writing = new(changesValues: false);

    public PackVerb(bool unpack = false)
        : base(unpack ? BackName : VerbName)
    {
        _unpack = unpack;
        Add(Page.Groups);
    }

    public override HelpPage Page => _unpack
        ? new(
            "Writes a packed model as it was, to the byte; the parts of one that was split get their numbers.",
            ["lode unpack MODEL -o FILE [options]"],
            [Model],
            _writing.Groups,
            [("lode unpack model-packed.gguf -o model.gguf", "For programs that do not know panels.")])
        : new(
            "Lays a model out to be mapped and run as it is: fast panels, and a compiled tokenizer.",
            ["lode pack MODEL -o FILE [options]"],
            [Model],
            _writing.Groups,
            [
                ("lode pack model-q4.gguf -o model-packed.gguf", "Once; then run the new file."),
                ("lode pack model.gguf -o model.gguf", "In place: the old file is replaced when the new one is complete."),
            ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelPath.FindFile(ModelName(values));
        string output = _writing.Output(values) ?? throw Usage("no output was given: -o FILE");
        if (HuggingFaceModel.Recognises(model))
            throw Usage($"panels are made of a GGUF file: first lode convert {model} -o FILE");
        PackRun run = new(model, output, _unpack, _writing.Threads(values));
        using Interruption interruption = new();
        using OutputStream standard = OutputStream.Standard();
        PackReport report = run.Run(interruption, new TransferProgress(_unpack ? "unpacking" : "packing", ErrorStream.IsTerminal ? ErrorStream.Write : null));
        if (_writing.IsJson(values))
            standard.WriteJson(report, CliJson.Readable.PackReport);
        ErrorStream.Write(report.Summary);
        return ExitCode.Success;
    }
}
