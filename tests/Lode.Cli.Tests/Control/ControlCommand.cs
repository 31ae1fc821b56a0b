using System.Text.Json;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Cli.Tests.Control;

/// <summary>Runs the built-in model under the program of the tests, which does what its argument says: lines of when and what.</summary>
static class ControlCommand
{
    /// <summary>A prompt of which the built-in model has much to say.</summary>
    public const string Prompt = "Once upon a";

    /// <summary>Ways to run a controller.</summary>
    public static TheoryData<string> Ways => ["", "--isolate"];

    /// <summary>The scripted controller.</summary>
    public static string Probe => PathOf("probe");

    public static string PathOf(string name)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        return Path.Combine(TestData.RepositoryRoot, "tests", "Lode.Control.Tests", "Programs", $"{name}.wasm");
    }

    /// <summary>Greedy, a few tokens.</summary>
    /// <param name="way">One of <see cref="Ways"/>.</param>
    /// <param name="script">What the controller does.</param>
    /// <param name="more">More of the command line.</param>
    public static CommandResult Run(string way, string script, params string[] more) => LodeCommand.Run(Line(way, script, more));

    public static string[] Line(string way, string script, params string[] more) =>
    [
        "run", TestModels.Demo, Prompt, "-t", "1", "--ignore-eos", .. Default("-n", "12", more), .. Default("--temperature", "0", more),
        "--control", Probe, "--arg", script, .. way.Length == 0 ? (string[])[] : [way], .. more,
    ];

    /// <summary>The object of <c>--json</c>.</summary>
    public static JsonElement Json(string way, string script, params string[] more) => Run(way, script, ["--json", .. more]).ShouldSucceed().Json;

    /// <summary>The tokens of a run without a controller.</summary>
    public static int[] Free(string prompt = Prompt, params string[] more) =>
        Tokens(LodeCommand.Run(["run", TestModels.Demo, prompt, "-t", "1", "--ignore-eos", .. Default("-n", "12", more), .. Default("--temperature", "0", more), "--json", .. more]).ShouldSucceed().Json);

    public static int[] Tokens(JsonElement report) => [.. report.GetProperty("token_ids").EnumerateArray().Select(id => id.GetInt32())];

    static string[] Default(string name, string value, string[] more) => more.Contains(name) ? [] : [name, value];
}
