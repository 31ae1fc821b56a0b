using System.CommandLine;
using Lode.Cli.Errors;
using Lode.Cli.Guests;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary><c>lode wasm run</c>: runs a WebAssembly program.</summary>
sealed class WasmRunVerb : Verb
{
    public const string VerbName = "run";

    public const string GuestExitCodes =
        "the program's, 134 trap, 124 timeout, 1 failed, 2 wrong command line, 130 Ctrl-C";

    readonly string[] _guestArguments;
    readonly Argument<string> _file = new("FILE") { Description = "A WebAssembly module, or one that was compiled and that a trusted key signed.", Arity = ArgumentArity.ZeroOrOne };

    readonly Argument<string> _arguments = new("ARGS")
    {
        Description = "What follows '--' is for the program, which is given the name of FILE before it.",
    };

    readonly WorldSettings _world = new();

    readonly Option<ByteSize?> _memoryMax = new("--memory-max")
    {
        HelpName = "SIZE",
        Description = "The most memory that the program may have: bytes, or with K, M or G. Default: 4 GiB, all that it can address.",
        CustomParser = result => ByteSize.Parse(result, "--memory-max"),
    };

    readonly Option<ParsedNumber<float>?> _timeout = NumberOption.Number("--timeout", "SECONDS",
        "End the program after this time; fractions are allowed.", "from 0.001 to 1000000", value => value is >= 0.001f and <= 1e6f);

    readonly Option<string?> _invoke = new("--invoke")
    {
        HelpName = "NAME",
        Description = "Call this exported function instead of starting the program: ARGS are its numbers, and its results are printed.",
    };

    readonly Option<bool> _noCache = new("--no-cache") { Description = "Compile, whatever was compiled before, and keep nothing." };

    readonly Option<string?> _json = new("--json")
    {
        HelpName = "FILE",
        Description = "Write how the run went as JSON; '-' is standard output, after the program's own.",
    };

    public WasmRunVerb(params string[] guestArguments)
        : base($"{WasmVerbs.GroupName} {VerbName}", takesModel: false)
    {
        _guestArguments = guestArguments;
        Add(_file);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Runs a WebAssembly program (WASI preview 1), which sees no more of this machine than it is given.",
        ["lode wasm run FILE [options] [-- ARGS]"],
        [_file, _arguments],
        [
            _world.Group,
            new OptionGroup("Limits", _memoryMax, _timeout),
            new OptionGroup("Calls", _invoke),
            new OptionGroup("Output", _json),
            new OptionGroup("Compiling", _noCache),
        ],
        [
            ("lode wasm run program.wasm -- --version", "With an argument; standard input, output and error are the program's."),
            ("lode wasm run tool.wasm --dir .::/ --env LANG=C -- in.txt", "It may work in this folder, and calls it '/'."),
            ("lode wasm run tool.wasm --dir data::/data:ro --timeout 10", "It may only read, and for no longer than ten seconds."),
            ("lode wasm run search.wasm --map index=big.idx", "A file to be mapped into its memory, or read as /map/index."),
            ("lode wasm run kernels.wasm --invoke fib -- 35", "One function of a module."),
        ])
    {
        ExitCodes = GuestExitCodes,
    };

    protected override string HowArgumentsWork => "what is for the program follows '--'";

    protected override int Execute(ParseResult values)
    {
        string file = values.GetValue(_file) ?? throw Usage($"no module was given: {Page.Usage[0]}");
        if (!File.Exists(file))
            throw new CommandException($"there is no file {file}");
        GuestOptions options = new()
        {
            File = file,
            UsesCache = !values.GetValue(_noCache),
            Arguments = _guestArguments,
            Directories = _world.Directories(values),
            Environment = _world.Environment(values),
            Files = _world.Files(values),
            MemoryBytes = values.GetValue(_memoryMax)?.Bytes,
            Timeout = values.GetNumber(_timeout) is float seconds ? TimeSpan.FromSeconds(seconds) : null,
            Invoke = values.GetValue(_invoke),
        };
        GuestReportFile? json = values.GetValue(_json) is string target ? new GuestReportFile(target) : null;
        using Interruption interruption = new();
        using CompilingLine line = CompilingLine.For(file);
        GuestReport report = new GuestRun(options, interruption.Token).Run(line);
        if (report.Trap is GuestTrap trap)
            ErrorStream.WriteError(trap.Text);
        else if (report.End == GuestEnd.TimedOut)
            ErrorStream.WriteError($"{file} was ended after {options.Timeout!.Value.TotalSeconds:0.###} s (--timeout)");
        json?.Write(report);
        return report.ExitCode;
    }
}
