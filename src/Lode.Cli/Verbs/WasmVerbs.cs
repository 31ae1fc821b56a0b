using Lode.Cli.Errors;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary><c>lode wasm</c>: the commands for WebAssembly programs.</summary>
static class WasmVerbs
{
    public const string GroupName = "wasm";

    const string Separator = "--";

    static readonly string[] s_names =
        [WasmRunVerb.VerbName, WasmCompileVerb.VerbName, WasmInspectVerb.VerbName, WasmVerifyVerb.VerbName, WasmCacheVerb.VerbName];

    /// <summary>What <c>lode wasm</c> prints.</summary>
    public const string Text = $"""
        Runs WebAssembly programs, which see no more of this machine than they are given.

        Usage:
          lode wasm run FILE [options] [-- ARGS]      Run a program.
          lode wasm compile FILE [-o FILE] [options]  Compile a program ahead of its first run.
          lode wasm inspect FILE [options]            Say what compiling makes of it.
          lode wasm verify ARTIFACT --wasm FILE       Say whether compiled code is what it is said to be.
          lode wasm cache ls|prune|clear|path         Show and tidy what was compiled.
          lode wasm COMMAND --help                    Say how a command is used.

        Examples:
          lode wasm run program.wasm -- --version
          lode wasm run compiler.wasm --dir src::/src:ro --dir out::/out -- /src/main.c -o /out/main.o

        Exit codes: {WasmRunVerb.GuestExitCodes}

        """;

    /// <summary>Does what the command line says.</summary>
    /// <param name="args">The command line behind the group's name.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        if (args.Length > 0 && !Verb.HelpNames.Contains(args[0]))
        {
            // What follows is the guest's, whatever it looks like.
            string[] own = [.. args.TakeWhile(argument => argument != Separator)];
            return Find(args[0], [.. args.Skip(own.Length + 1)]).Run(own);
        }
        using OutputStream output = OutputStream.Standard();
        output.Write(Text);
        return ExitCode.Success;
    }

    static Verb Find(string name, string[] guestArguments) => name switch
    {
        WasmRunVerb.VerbName => new WasmRunVerb(guestArguments),
        WasmCompileVerb.VerbName => new WasmCompileVerb(),
        WasmInspectVerb.VerbName => new WasmInspectVerb(),
        WasmVerifyVerb.VerbName => new WasmVerifyVerb(),
        WasmCacheVerb.VerbName => new WasmCacheVerb(),
        _ => throw new UsageException($"there is no command 'wasm {name}'{(Nearest.Of(name, s_names) is string near ? $", did you mean '{near}'?" : "")}", "lode wasm --help"),
    };
}
