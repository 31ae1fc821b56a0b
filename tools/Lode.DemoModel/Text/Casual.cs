namespace Lode.DemoModel.Text;

/// <summary>Lets some users write as people do: without a capital, without the last full stop.</summary>
static class Casual
{
    public static string Write(string text, Randomness random)
    {
        if (random.Chance(12) && !Lexicon.HeroNames.Any(text.StartsWith) && !Lexicon.FriendNames.Any(text.StartsWith))
            text = char.ToLowerInvariant(text[0]) + text[1..];
        return random.Chance(15) && text[^1] is '.' or '?' ? text.TrimEnd('.', '?') : text;
    }
}
