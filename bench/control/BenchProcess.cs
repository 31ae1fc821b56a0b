using System.Diagnostics;

namespace Lode.Control.Bench;

/// <summary>This program in another process.</summary>
static class BenchProcess
{
    public static ProcessStartInfo Again(params string[] arguments) => new(Environment.ProcessPath!,
    [
        .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? (string[])[typeof(BenchProcess).Assembly.Location] : [],
        .. arguments,
    ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    };
}
