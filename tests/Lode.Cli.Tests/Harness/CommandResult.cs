using System.Text;
using System.Text.Json;

namespace Lode.Cli.Tests;

/// <summary>What a command left.</summary>
sealed record CommandResult(int ExitCode, byte[] OutputBytes, string Errors)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public JsonElement Json => JsonDocument.Parse(OutputBytes).RootElement;

    public CommandResult ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Errors);
        return this;
    }

    /// <summary>One line on standard error, nothing on standard output.</summary>
    public string ShouldFail(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, Errors);
        Output.ShouldBe("");
        Errors.ShouldStartWith("lode: error: ");
        Errors.TrimEnd('\n').ShouldNotContain("\n");
        return Errors["lode: error: ".Length..].TrimEnd('\n');
    }
}
