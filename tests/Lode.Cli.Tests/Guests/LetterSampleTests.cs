namespace Lode.Cli.Tests;

/// <summary>The samples "lipogram" and "uppercase", in both languages.</summary>
public sealed class LetterSampleTests
{
    const string Prompt = "Once upon a time";

    [Theory]
    [InlineData("demo", "lipogram")]
    [InlineData("demo", "lipogram-as")]
    [InlineData("stories260K", "lipogram")]
    [InlineData("stories260K", "lipogram-as")]
    public void A_lipogram_has_no_e(string model, string sample)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            string text = new SampleRun(model, sample, Prompt) { Temperature = 1, Seed = seed, MaxTokens = 60 }.Text();
            text.ShouldNotBeEmpty();
            text.ShouldNotContain("e", Case.Insensitive);
        }
    }

    [Theory]
    [InlineData("demo", "lipogram")]
    [InlineData("stories260K", "lipogram-as")]
    public void A_lipogram_lacks_the_letters_of_its_argument(string model, string sample)
    {
        string text = new SampleRun(model, sample, Prompt) { Argument = "aO", MaxTokens = 60 }.Text();
        text.Count(char.IsLetter).ShouldBeGreaterThan(20);
        text.ShouldNotContain("a", Case.Insensitive);
        text.ShouldNotContain("o", Case.Insensitive);
        text.ShouldContain("e", Case.Insensitive);
    }

    [Theory]
    [InlineData("demo", ", a happy fox to Mia was strong it is a tiny fox. It was a dark and fast. Mia was in its way. Mia had a pink boat. Mia had a pink boat. Mia")]
    [InlineData("stories260K", ", in a small hour, a big, round bird. All of animals lifting around and s")]
    public void A_lipogram_is_what_it_was(string model, string text)
    {
        new SampleRun(model, "lipogram", Prompt).Text().ShouldBe(text);
        new SampleRun(model, "lipogram-as", Prompt).Text().ShouldBe(text);
    }

    [Theory]
    [InlineData("demo", "uppercase")]
    [InlineData("demo", "uppercase-as")]
    [InlineData("stories260K", "uppercase")]
    [InlineData("stories260K", "uppercase-as")]
    public void Every_fourth_letter_is_upper_case(string model, string sample)
    {
        int letters = 0, lower = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            string text = new SampleRun(model, sample, Prompt) { Temperature = 1.2f, Seed = seed, MaxTokens = 60 }.Text();
            int place = 0;
            foreach (char letter in text.Where(char.IsAsciiLetter))
            {
                if (++place % 4 == 0)
                    char.IsAsciiLetterUpper(letter).ShouldBeTrue($"letter {place} of {text}");
                lower += char.IsAsciiLetterLower(letter) ? 1 : 0;
            }
            letters += place;
        }
        letters.ShouldBeGreaterThan(100);
        lower.ShouldBeGreaterThan(letters / 3, "what else there is, the model chose");
    }

    [Theory]
    [InlineData("demo", ", a a a His \" a One. NLily\", \" They Theo,\"4. \"This, Theo,\"!")]
    [InlineData("stories260K", ", in a 3, Jack, Jack, Jack, Jack, Jack, Jack, Jack")]
    public void An_upper_case_text_is_what_it_was(string model, string text)
    {
        new SampleRun(model, "uppercase", Prompt).Text().ShouldBe(text);
        new SampleRun(model, "uppercase-as", Prompt).Text().ShouldBe(text);
    }
}
