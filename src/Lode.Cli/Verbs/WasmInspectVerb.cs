using System.CommandLine;
using Lode.Cli.Compiled;
using Lode.Cli.Errors;
using Lode.Cli.Guests;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary><c>lode wasm inspect</c>: says what is in a compiled module.</summary>
sealed class WasmInspectVerb : Verb
{
    public const string VerbName = "inspect";

    const int MostFunctions = 1_000_000;
    const int FewFunctions = 10;

    readonly Argument<string> _file = new("FILE")
    {
        Description = "A compiled module, or a WebAssembly module, which is then compiled to be looked at.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<ParsedNumber<int>?> _functions =
        NumberOption.Integer("--functions", "N", $"List the N functions with the most code (default: {FewFunctions}).", 0, MostFunctions);

    readonly Option<string?> _disassemble = new("--disassemble")
    {
        HelpName = "FUNCTION",
        Description = "Show the machine code of a function, given by its number or name, with the bytes of the module that it comes from.",
    };

    readonly Option<string?> _wasm = new("--wasm")
    {
        HelpName = "MODULE",
        Description = "The module that a compiled one was made of: for names, sizes and bytes that FILE does not hold.",
    };

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public WasmInspectVerb()
        : base($"{WasmVerbs.GroupName} {VerbName}", takesModel: false)
    {
        Add(_file);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Says what is in a compiled module: bytes by section, functions by size, imports, exports, machine code.",
        ["lode wasm inspect FILE [options]"],
        [_file],
        [new OptionGroup("Options", _functions, _disassemble, _wasm, _json)],
        [
            ("lode wasm inspect program.wasm", "What compiling makes of it."),
            ("lode wasm inspect program.lwm --functions 50", "The fifty largest functions."),
            ("lode wasm inspect kernels.wasm --disassemble fib", "One function's machine code."),
            ("lode wasm inspect program.lwm --json | jq .sections", "For scripts."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string file = values.GetValue(_file) ?? throw Usage($"no module was given: {Page.Usage[0]}");
        if (!File.Exists(file))
            throw new CommandException($"there is no file {file}");
        int functions = values.GetNumber(_functions) ?? FewFunctions;
        using Interruption interruption = new();
        using CompilingLine line = CompilingLine.For(file);
        InspectReport report = Inspection.Look(file, functions, values.GetValue(_disassemble), values.GetValue(_wasm), line, interruption.Token);
        using OutputStream output = OutputStream.Standard();
        if (values.GetValue(_json))
            output.WriteJson(report, CliJson.Readable.InspectReport);
        else
            output.Write(InspectPage.Write(report, Style.For(!Console.IsOutputRedirected)));
        return ExitCode.Success;
    }
}
