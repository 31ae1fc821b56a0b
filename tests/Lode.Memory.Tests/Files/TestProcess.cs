using System.Diagnostics;

namespace Lode.Memory.Tests;

/// <summary>Runs one class of this test program in a process of its own.</summary>
static class TestProcess
{
    public static Process Start(Type tests, params ReadOnlySpan<(string Name, string Value)> environment) =>
        Process.Start(Prepare(Command(tests), environment))!;

    /// <summary>The command line that runs a class.</summary>
    public static string[] Command(Type tests) =>
        [Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            tests.Assembly.Location, "-noLogo", "-noColor", "-class", tests.FullName!];

    public static ProcessStartInfo Prepare(string[] command, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
