using System.Diagnostics;

namespace Lode.Repository.Tests;

/// <summary>Runs lines of shell in which <c>lode</c> is the built command.</summary>
static class LodeShell
{
    public static string Run(string script, string folder, params (string Name, string Value)[] environment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs a shell");
        string lode = Path.Combine(AppContext.BaseDirectory, "lode.dll");
        ProcessStartInfo start = new("bash")
        {
            ArgumentList = { "-euo", "pipefail", "-c", $"lode() {{ dotnet '{lode}' \"$@\"; }}\n{script}" },
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{script}: {errors.Result}");
        return output;
    }
}
