using Lode.Cli.Errors;
using Lode.Cli.Streams;

namespace Lode.Cli.Verbs;

/// <summary><c>lode wasm</c>: the commands for WebAssembly programs.</summary>
static class WasmVerbs
{
    public const string GroupName = "wasm";

    const string Separator = "--";

    /// <summary>What <c>lode wasm</c> prints.</summary>
    public const string Text = $"""
        Runs WebAssembly programs, which see no more of this machine than they are given.

        Usage:
          lode wasm run FILE [options] [-- ARGS]  Run a program.
          lode wasm COMMAND --help                Say how a command is used.

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

    static WasmRunVerb Find(string name, string[] guestArguments) => name switch
    {
        WasmRunVerb.VerbName => new WasmRunVerb(guestArguments),
        _ => throw new UsageException($"there is no command 'wasm {name}'; the only one is run", "lode wasm --help"),
    };
}
