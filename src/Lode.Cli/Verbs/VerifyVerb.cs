using System.CommandLine;
using Lode.Cli.Checking;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Streams;
using Lode.Weights.Checking;

namespace Lode.Cli.Verbs;

/// <summary><c>lode verify</c>: reads a model from end to end and says what is wrong with it.</summary>
sealed class VerifyVerb : Verb
{
    public const string VerbName = "verify";

    readonly Option<bool> _noHash = new("--no-hash") { Description = "Leave out the hash, which takes most of the time." };

    readonly Option<ParsedNumber<int>?> _threads = NumberOption.Integer("--threads", "N", "Threads to work with (default: one per processor).", 1, CheckRun.MaxThreads, "-t");

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public VerifyVerb()
        : base(VerbName) => Add(Page.Groups);

    public override HelpPage Page => new(
        "Reads a model from end to end: is its structure whole, are its values finite, which SHA-256 has it?",
        ["lode verify MODEL [options]"],
        [Model],
        [new OptionGroup("Options", _noHash, _threads, _json)],
        [
            ("lode verify model.gguf", "All parts, if it is split. The hash is that of sha256sum."),
            ("lode verify folder/of/a/huggingface/model", "All shards of its safetensors."),
            ("lode verify model.gguf && lode run model.gguf", "Run only what is good."),
        ])
    {
        ExitCodes = "0 good, 1 bad or failed, 2 wrong command line, 130 interrupted by Ctrl-C",
    };

    protected override int Execute(ParseResult values)
    {
        string name = ModelName(values);
        string path = Directory.Exists(name) ? name : ModelPath.FindFile(name);
        CheckOptions options = CheckRun.Options(values.GetNumber(_threads)) with { Hash = !values.GetValue(_noHash) };
        (Verification result, long elapsed) = CheckRun.Run("verifying", options, (how, token) => ModelVerifier.Verify(path, how, token));
        VerifyReport report = VerifyReport.Of(result, path, options.Threads, elapsed);

        using OutputStream output = OutputStream.Standard();
        if (values.GetValue(_json))
            output.WriteJson(report, CliJson.Readable.VerifyReport);
        else
            output.Write(VerifyPage.Write(report));
        if (report.Good)
            return ExitCode.Success;
        ErrorStream.WriteError(VerifyPage.Summary(report));
        return ExitCode.Failed;
    }
}
