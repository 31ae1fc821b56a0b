using Lode.DemoModel.Text;

namespace Lode.DemoModel.Tests.Text;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("[Hero] has [a toy].", "Mia has an umbrella.")]
    [InlineData("[A toy] lay there. [He] took [his] [toy].", "An umbrella lay there. She took her umbrella.")]
    [InlineData("no place at all", "no place at all")]
    public void Places_are_filled_with_articles_and_capitals(string template, string expected)
    {
        Cast cast = new(new Randomness(1)) { ["hero"] = "Mia", ["toy"] = "umbrella" };
        Template.Fill(template, cast).ShouldBe(expected);
    }

    [Fact]
    public void A_role_once_drawn_is_kept()
    {
        Cast cast = new(new Randomness(2));
        string name = cast["friend"];
        Template.Fill("[friend] and [friend]", cast).ShouldBe($"{name} and {name}");
    }

    [Fact]
    public void Hero_and_friend_are_of_different_kinds()
    {
        for (ulong i = 0; i < 300; i++)
        {
            Cast cast = new(new Randomness(3, i));
            cast["kind"].ShouldNotBe(cast["kind2"]);
        }
    }

    [Fact]
    public void An_unknown_role_is_named_in_the_error() =>
        Should.Throw<ArgumentException>(() => Template.Fill("[herro]", new Cast(new Randomness(4)))).Message.ShouldContain("herro");
}
