using System.Diagnostics;

namespace Lode.Tests;

/// <summary>Runs the test assembly again with instruction sets switched off, so that one machine tests every path.</summary>
static class InstructionSets
{
    /// <summary>The runtime's switches: without AVX-512, without AVX2 and FMA, without any.</summary>
    public static TheoryData<string> Switches => ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    /// <summary>Runs all tests of the assembly but those of <paramref name="caller"/>, with one switch off.</summary>
    public static void RunAllWithout(string name, Type caller) => Run(name, caller, "-class-", caller.FullName!);

    /// <summary>Runs the tests of one class, with one switch off.</summary>
    public static void RunClassWithout(string name, Type tests) => Run(name, tests, "-class", tests.FullName!);

    static void Run(string name, Type caller, string filter, string type)
    {
        string assembly = caller.Assembly.Location;
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { assembly, "-noLogo", "-noColor", filter, type },
            Environment = { [name] = "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{name}=0: {output}{errors.Result}");
        output.ShouldContain("Failed: 0");
    }
}
