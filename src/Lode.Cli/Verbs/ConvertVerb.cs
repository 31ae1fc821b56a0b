using System.CommandLine;
using Lode.Cli.Converting;
using Lode.Cli.Help;
using Lode.Cli.Quantizing;
using Lode.Cli.Streams;
using Lode.Weights.HuggingFace;
using Lode.Weights.Quantization;

namespace Lode.Cli.Verbs;

/// <summary><c>lode convert</c>: makes a GGUF file out of what Hugging Face publishes.</summary>
sealed class ConvertVerb : Verb
{
    public const string VerbName = "convert";

    readonly QuantizeSettings _settings = new();
    readonly WritingSettings _writing = new();

    public ConvertVerb()
        : base(VerbName) => Add(Page.Groups);

    public override HelpPage Page => new(
        "Makes one GGUF file of a Hugging Face folder: weights, hyper-parameters, tokenizer, chat template.",
        ["lode convert FOLDER -o FILE [--type TYPE] [options]", "lode convert MODEL -o FILE --type TYPE [options]"],
        [Model],
        [_settings.Group, .. _writing.Groups],
        [
            ("lode convert Llama-3.2-1B -o llama.gguf", "All weights as they are, not a bit is lost."),
            ("lode convert Llama-3.2-1B -o llama-q4.gguf --type Q4_K_M", "And quantised on the way."),
            ("lode convert Llama-3.2-1B/model.safetensors -o llama.gguf", "The same folder, by a file in it."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelPath.FindFile(ModelName(values));
        string output = _writing.Output(values) ?? throw Usage("no output was given: -o FILE");
        QuantizationOptions? quantization = _settings.Read(values);
        if (quantization is null && !HuggingFaceModel.Recognises(model))
            throw Usage("a GGUF file is converted to another type: --type TYPE");
        ConvertRun run = new(model, output, quantization, _writing.Threads(values), _writing.HasReport(values));

        using Interruption interruption = new();
        using OutputStream standard = OutputStream.Standard();
        ConvertReport result = run.Run(interruption, new TransferProgress("converting", ErrorStream.IsTerminal ? ErrorStream.Write : null));
        _writing.Tell(values, result.Written, standard, () => standard.WriteJson(result, CliJson.Readable.ConvertReport));
        foreach (string note in result.Notes)
            ErrorStream.Write($"note: {note}\n");
        return ExitCode.Success;
    }
}
