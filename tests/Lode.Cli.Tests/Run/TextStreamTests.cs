using System.Diagnostics;
using System.Text.Unicode;

namespace Lode.Cli.Tests;

public sealed class TextStreamTests
{
    static string[] Endless(string model, string seed) =>
        ["run", model, "--ctx", "200000", "--ignore-eos", "--temperature", "2", "--top-k", "0", "--top-p", "1", "--min-p", "0", "--seed", seed];

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void Characters_are_whole_although_tokens_are_single_bytes(string seed)
    {
        byte[] text = LodeCommand.Run([.. Endless(TestModels.MiniLlama, seed), "-n", "600"]).ShouldSucceed().OutputBytes;
        text.Length.ShouldBeGreaterThan(600);
        Utf8.IsValid(text).ShouldBeTrue();
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_command_quietly()
    {
        using Process process = LodeCommand.Start(new CommandInput(), Endless(TestModels.Any, "5"));
        Span<byte> start = stackalloc byte[10];
        process.StandardOutput.BaseStream.ReadExactly(start);
        process.StandardOutput.Close();
        string errors = process.StandardError.ReadToEnd();
        LodeCommand.WaitForExit(process);
        errors.ShouldBe("");
        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Text_arrives_while_it_is_written()
    {
        using Process process = LodeCommand.Start(new CommandInput(), Endless(TestModels.Any, "6"));
        Span<byte> start = stackalloc byte[1];
        process.StandardOutput.BaseStream.ReadExactly(start); // the text has no end, so this byte came before it
        process.HasExited.ShouldBeFalse();
        process.Kill();
        LodeCommand.WaitForExit(process);
    }
}
