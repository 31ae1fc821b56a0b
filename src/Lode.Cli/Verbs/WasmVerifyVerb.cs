using System.CommandLine;
using Lode.Cli.Compiled;
using Lode.Cli.Errors;
using Lode.Cli.Guests;
using Lode.Cli.Help;
using Lode.Cli.Streams;
using Lode.Wasm;

namespace Lode.Cli.Verbs;

/// <summary><c>lode wasm verify</c>: holds a compiled module to what compiling its module gives.</summary>
sealed class WasmVerifyVerb : Verb
{
    public const string VerbName = "verify";

    readonly Argument<string> _file = new("ARTIFACT") { Description = "A compiled module.", Arity = ArgumentArity.ZeroOrOne };

    readonly Option<string?> _wasm = new("--wasm") { HelpName = "FILE", Description = "The WebAssembly module that it is said to be made of." };

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public WasmVerifyVerb()
        : base($"{WasmVerbs.GroupName} {VerbName}", takesModel: false)
    {
        Add(_file);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Compiles a module again and compares: is a compiled module what it is said to be, to the byte?",
        ["lode wasm verify ARTIFACT --wasm FILE [--json]"],
        [_file],
        [new OptionGroup("Options", _wasm, _json)],
        [("lode wasm verify program.lwm --wasm program.wasm", "Machine code from elsewhere, before anybody trusts it.")])
    {
        ExitCodes = "0 the same, 1 different or failed, 2 wrong command line, 130 interrupted by Ctrl-C",
    };

    protected override int Execute(ParseResult values)
    {
        string file = values.GetValue(_file) ?? throw Usage($"no compiled module was given: {Page.Usage[0]}");
        string wasm = values.GetValue(_wasm) ?? throw Usage($"no module was given to compare with: {Page.Usage[0]}");
        foreach (string path in (string[])[file, wasm])
        {
            if (!File.Exists(path))
                throw new CommandException($"there is no file {path}");
        }
        using CompilingLine line = CompilingLine.For(wasm);
        using Interruption interruption = new();
        string? difference;
        try
        {
            using ArtifactInfo artifact = ArtifactInfo.Open(file);
            difference = artifact.FindDifference(wasm, line, interruption.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException();
        }
        finally
        {
            line.Clear();
        }
        using OutputStream output = OutputStream.Standard();
        if (values.GetValue(_json))
            output.WriteJson(new WasmVerifyReport(file, wasm, difference is null, difference), CliJson.Readable.WasmVerifyReport);
        else if (difference is null)
            output.Write($"{file}: is what {wasm} compiles to\n");
        if (difference is null)
            return ExitCode.Success;
        ErrorStream.WriteError($"{file}: {difference}");
        return ExitCode.Failed;
    }
}
