using System.Runtime.CompilerServices;
using Lode.Usage.Running;

namespace Lode.Usage.Tests.Running;

/// <summary>Makes this assembly a program that runs a command, for tests that send signals to whoever runs one.</summary>
static class Launcher
{
    const string Variable = "LODE_TEST_LAUNCH";

    /// <summary>The words that start it, to be put in front of a command in a shell: with the settings <c>trace</c>, <c>plain</c> or <c>limit</c>.</summary>
    public static string Prefix(string settings) => $"{Variable}={settings} '{Dotnet}' '{typeof(Launcher).Assembly.Location}'";

    static string Dotnet =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    [ModuleInitializer]
    internal static void RunInsteadOfTests()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not string settings)
            return;
        RunResult result = CommandRunner.Run(CommandLine.FromSelfLast(Environment.GetCommandLineArgs().Length - 1), new RunSettings
        {
            Trace = settings != "plain",
            Timeout = settings == "limit" ? TimeSpan.FromSeconds(30) : null,
        });
        Console.Error.WriteLine($"launched: {result.ExitCode} {result.Signal} {result.TimedOut}");
        Environment.Exit(result.ExitCode);
    }
}
