using System.Diagnostics;

namespace Lode.Cli.Tests.Worker;

/// <summary>The clients of <c>guests/clients</c>, run as their readers would.</summary>
static class ClientProgram
{
    static readonly string s_folder = Path.Combine(Lode.Tests.TestData.RepositoryRoot, "guests", "clients");

    static readonly Lazy<string> s_compiled = new(Compile);

    /// <summary>The command line of a client, without what follows the vocabulary; skips the test where its tool is missing.</summary>
    // The kind is python (which finds no numpy), numpy or c.
    public static string[] Command(string kind, string socket, string controller, int vocabulary)
    {
        if (kind == "c")
            return [s_compiled.Value, socket, controller, $"{vocabulary}"];
        // The system's Python is the one that may have numpy.
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        string blind = kind == "python" ? "import sys\nsys.modules['numpy'] = None\n" : "import numpy\n";
        Assert.SkipUnless(TryRun(python, "-c", kind == "python" ? "import mmap, ctypes" : "import numpy"), $"no Python for the client with {kind}");
        string program = Path.Combine(s_folder, "python", "client.py");
        return [python, "-c", $"{blind}import runpy, sys\nsys.argv[0] = {Quote(program)}\nrunpy.run_path({Quote(program)}, run_name='__main__')", socket, controller,
            "--vocabulary", $"{vocabulary}"];
    }

    public static Process Start(string[] command, params string[] more)
    {
        ProcessStartInfo start = new(command[0], [.. command[1..], .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    static string Quote(string path) => $"'{path.Replace("\\", "\\\\").Replace("'", "\\'")}'";

    static string Compile()
    {
        Assert.SkipUnless(TryRun("cc", "--version"), "no C compiler");
        string program = Path.Combine(AppContext.BaseDirectory, "control-client");
        using Process compiler = Start(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, Path.Combine(s_folder, "c", "client.c")]);
        CommandResult result = LodeCommand.Finish(compiler);
        result.ExitCode.ShouldBe(0, result.Errors);
        return program;
    }

    static bool TryRun(params string[] command)
    {
        try
        {
            using Process process = Start(command);
            return LodeCommand.Finish(process).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
