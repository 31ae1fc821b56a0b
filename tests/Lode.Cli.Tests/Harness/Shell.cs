using System.Diagnostics;

namespace Lode.Cli.Tests;

/// <summary>Runs a line of shell, for redirections.</summary>
static class Shell
{
    /// <summary>The command in a shell line.</summary>
    public static string Lode { get; } = $"'{LodeCommand.Host}' exec '{LodeCommand.Dll}'";

    /// <param name="line">The line; <c>$1</c> is the argument.</param>
    /// <param name="argument">An argument.</param>
    /// <param name="environment">Variables to set.</param>
    public static CommandResult Run(string line, string argument = "", Dictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string part in (string[])["-c", line, "sh", argument])
            start.ArgumentList.Add(part);
        foreach ((string name, string value) in environment ?? [])
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return LodeCommand.Finish(process);
    }
}
