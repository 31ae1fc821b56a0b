using System.Text.Json;

namespace Lode.Cli.Tests;

public sealed class DemoTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public void The_built_in_model_writes_sentences(string seed)
    {
        string text = LodeCommand.Run("run", TestModels.Demo, "-n", "80", "--seed", seed).ShouldSucceed().Output;
        text.Length.ShouldBeGreaterThan(100);
        text.ShouldAllBe(character => character == '\n' || (character >= ' ' && character <= '~'));
        text.ShouldContain(". ");
        char.IsAsciiLetterUpper(text.TrimStart()[0]).ShouldBeTrue(text);
    }

    [Fact]
    public void The_built_in_model_ends_its_texts_by_itself()
    {
        JsonElement json = LodeCommand.Run("run", TestModels.Demo, "--temperature", "0", "--json").ShouldSucceed().Json;
        json.GetProperty("stop_reason").GetString().ShouldBe("end_of_text");
    }

    [Fact]
    public void The_built_in_model_is_small_and_can_be_run()
    {
        JsonElement json = LodeCommand.Run("show", TestModels.Demo, "--json").ShouldSucceed().Json;
        json.GetProperty("runs").GetBoolean().ShouldBeTrue();
        json.GetProperty("files")[0].GetProperty("bytes").GetInt64().ShouldBeLessThan(2 << 20);
    }
}
