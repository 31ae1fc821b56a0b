using System.Reflection;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Loading;
using Lode.Cli.Stat;
using Lode.Cli.Streams;
using Lode.Cli.Verbs;

namespace Lode.Cli;

/// <summary>The whole command: picks the verb, and turns every failure into one line and an exit code.</summary>
static class Application
{
    const string VersionFlag = "--version";

    public static int Run(string[] args)
    {
        try
        {
            return Dispatch(args);
        }
        catch (Exception error)
        {
            // With a guest, standard output is the guest's.
            bool asJson = args is not [WasmVerbs.GroupName, ..] && args.TakeWhile(argument => argument != "--").Contains("--json");
            return ErrorReport.Write(error, asJson);
        }
    }

    // Only the verb that was named builds its options: that is most of what starting costs.
    static int Dispatch(string[] args)
    {
        string? first = args.Length > 0 ? args[0] : null;
        if (first == StatVerb.VerbName)
            return StatVerb.Run(args.AsSpan(1)); // first, because what it measures is waiting
        if (first == WayRunner.VerbName)
            return WayRunner.Run(args.AsSpan(1));
        if (first == VersionFlag)
            return Print($"lode {Version}\n");
        if (first is null || Verb.HelpNames.Contains(first) || (first == "help" && args.Length == 1))
            return Print(MainHelp.Text);
        if (first == WasmVerbs.GroupName)
            return WasmVerbs.Run(args[1..]);
        if (first == "help" && args[1] == WasmVerbs.GroupName)
            return WasmVerbs.Run([.. args[2..], "--help"]);
        if (first == ControlVerbs.GroupName)
            return ControlVerbs.Run(args[1..]);
        if (first == "help" && args[1] == ControlVerbs.GroupName)
            return ControlVerbs.Run([.. args[2..], "--help"]);
        if (first == "help")
            return Print(HelpWriter.Write(args[1] == StatVerb.VerbName ? StatPage.Create() : Find(args[1]).Page));
        return Find(first).Run(args);
    }

    static Verb Find(string name) => name switch
    {
        RunVerb.VerbName => new RunVerb(),
        LogitsVerb.VerbName => new LogitsVerb(),
        ShowVerb.VerbName => new ShowVerb(),
        LoadVerb.VerbName => new LoadVerb(),
        ConvertVerb.VerbName => new ConvertVerb(),
        QuantizeVerb.VerbName => new QuantizeVerb(),
        PackVerb.VerbName => new PackVerb(),
        PackVerb.BackName => new PackVerb(unpack: true),
        VerifyVerb.VerbName => new VerifyVerb(),
        CompareVerb.VerbName => new CompareVerb(),
        BenchVerb.VerbName => new BenchVerb(),
        PerplexityVerb.VerbName => new PerplexityVerb(),
        TokenizeVerb.VerbName => new TokenizeVerb(),
        DetokenizeVerb.VerbName => new DetokenizeVerb(),
        _ => throw new UsageException($"there is no command '{name}'; the commands are run, logits, show, load, convert, quantize, pack, unpack, verify, compare, bench, perplexity, tokenize, detokenize, wasm, control and stat", "lode --help"),
    };

    static string Version =>
        typeof(Application).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    static int Print(string text)
    {
        using OutputStream output = OutputStream.Standard();
        output.Write(text);
        return ExitCode.Success;
    }
}
