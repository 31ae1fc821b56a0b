using System.Text;

namespace Lode.DemoModel.Text;

/// <summary>Fills in sentences with open places.</summary>
/// <remarks>
/// <c>[role]</c> is the cast's word for it, <c>[Role]</c> the same with a capital, <c>[a role]</c> and <c>[A role]</c> put the right
/// article before it.
/// </remarks>
static class Template
{
    public static string Fill(string template, Cast cast)
    {
        StringBuilder text = new(template.Length + 32);
        int at = 0;
        for (int open; (open = template.IndexOf('[', at)) >= 0;)
        {
            int close = template.IndexOf(']', open);
            text.Append(template, at, open - at).Append(Word(template[(open + 1)..close], cast));
            at = close + 1;
        }
        return text.Append(template, at, template.Length - at).ToString();
    }

    public static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    static string Word(string place, Cast cast)
    {
        bool article = place.StartsWith("a ", StringComparison.OrdinalIgnoreCase);
        string role = article ? place[2..] : place;
        string word = cast[char.ToLowerInvariant(role[0]) + role[1..]];
        if (article)
            word = Lexicon.Article(word) + " " + word;
        return char.IsUpper(place[0]) ? Capital(word) : word;
    }
}
