using System.CommandLine;
using System.Diagnostics;
using Lode.Cli.Compiled;
using Lode.Cli.Errors;
using Lode.Cli.Guests;
using Lode.Cli.Help;
using Lode.Cli.Streams;
using Lode.Wasm;

namespace Lode.Cli.Verbs;

/// <summary><c>lode wasm compile</c>: compiles a module ahead of its first run.</summary>
sealed class WasmCompileVerb : Verb
{
    public const string VerbName = "compile";

    readonly Argument<string> _file = new("FILE") { Description = "A WebAssembly module.", Arity = ArgumentArity.ZeroOrOne };

    readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "FILE",
        Description = "Write the compiled module there. Default: into the cache, where 'lode wasm run' finds it.",
    };

    readonly Option<bool> _maps = new("--maps") { Description = "Store where calls are, so that traps are explained without the module at hand." };
    readonly Option<bool> _names = new("--names") { Description = "Store the names of functions, as far as the module has them." };

    readonly Option<string?> _sign = new("--sign")
    {
        HelpName = "KEY",
        Description = "Sign what is written with an ECDSA private key in PEM, for users who trust its public half.",
    };

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public WasmCompileVerb()
        : base($"{WasmVerbs.GroupName} {VerbName}", takesModel: false)
    {
        Add(_file);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Compiles a WebAssembly module to machine code, ahead of its first run.",
        ["lode wasm compile FILE [-o FILE] [options]"],
        [_file],
        [new OptionGroup("Options", _output, _maps, _names, _sign, _json)],
        [
            ("lode wasm compile program.wasm", "Into the cache: the next 'lode wasm run' starts at once."),
            ("lode wasm compile program.wasm -o program.lwm", "Into a file, to look at or to hand on."),
            ("lode wasm compile program.wasm -o program.lwm --maps --sign key.pem", "For users who trust the key."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string file = values.GetValue(_file) ?? throw Usage($"no module was given: {Page.Usage[0]}");
        if (!File.Exists(file))
            throw new CommandException($"there is no file {file}");
        string? output = values.GetValue(_output), key = values.GetValue(_sign);
        ArtifactContents contents = (values.GetValue(_maps) ? ArtifactContents.Maps : 0) | (values.GetValue(_names) ? ArtifactContents.Names : 0);
        if (output is null && (contents != 0 || key is not null))
            throw Usage("--maps, --names and --sign are for a file of its own: -o FILE");
        using Interruption interruption = new();
        CompileReport report = Compile(file, output, contents, interruption.Token);
        if (key is not null)
            ArtifactSignature.Sign(output!, key);
        if (values.GetValue(_json))
        {
            using OutputStream standard = OutputStream.Standard();
            standard.WriteJson(report, CliJson.Readable.CompileReport);
        }
        ErrorStream.Write(report.Summary);
        return ExitCode.Success;
    }

    static CompileReport Compile(string file, string? output, ArtifactContents contents, CancellationToken interruption)
    {
        long began = Stopwatch.GetTimestamp();
        using CompilingLine line = CompilingLine.For(file);
        using Engine engine = new();
        try
        {
            if (output is not null)
            {
                using CompiledModule module = engine.CompileFile(file, line, interruption);
                module.Save(output, contents);
                return Report(file, output, module, wasCached: false, began);
            }
            using ModuleCache cache = ModuleCache.Open();
            string? failure = null;
            using CompiledModule cached = cache.Load(engine, file, line, warning => failure = warning, interruption);
            if (!cached.IsMapped)
                throw new CommandException($"the compiled module could not be kept: {failure}");
            return Report(file, cached.Path!, cached, cached.WasCached, began);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException();
        }
        finally
        {
            line.Clear();
        }
    }

    static CompileReport Report(string file, string output, CompiledModule module, bool wasCached, long began) => new()
    {
        Module = file,
        File = output,
        WasCached = wasCached,
        Functions = module.Module.FunctionCount - module.Module.ImportedFunctionCount,
        ModuleBytes = new FileInfo(file).Length,
        CodeBytes = module.CodeBytes,
        FileBytes = new FileInfo(output).Length,
        ElapsedUs = (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds,
    };
}
