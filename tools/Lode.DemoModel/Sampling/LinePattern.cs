using System.Text.RegularExpressions;
using Lode.DemoModel.Text;

namespace Lode.DemoModel.Sampling;

/// <summary>A line of the grammar in reverse: recognises what <see cref="Template.Fill"/> makes of it, and finds the roles.</summary>
sealed class LinePattern
{
    static readonly Regex s_place = new(@"\[(?<article>[Aa] )?(?<role>\w+)\]");

    readonly Regex _regex;
    readonly List<string> _roles = [];

    public LinePattern(string template)
    {
        string pattern = "";
        int at = 0;
        foreach (Match place in s_place.Matches(template))
        {
            string role = place.Groups["role"].Value;
            _roles.Add(char.ToLowerInvariant(role[0]) + role[1..]);
            string article = place.Groups["article"].Success ? $"(?<article{_roles.Count}>[Aa]n?) " : "";
            pattern += Regex.Escape(template[at..place.Index]) + article + $"(?<word{_roles.Count}>(?i:{Words(_roles[^1])}))";
            at = place.Index + place.Length;
        }
        _regex = new Regex(@"\G" + pattern + Regex.Escape(template[at..]) + "(?: |$)");
    }

    /// <summary>Where the line ends if it stands at <paramref name="at"/>, else -1. Roles are taken down in <paramref name="cast"/>.</summary>
    /// <param name="text">The story.</param>
    /// <param name="at">Where the line should begin.</param>
    /// <param name="cast">Who plays what so far; null where anything goes.</param>
    public int Match(string text, int at, Dictionary<string, string>? cast)
    {
        Match match = _regex.Match(text, at);
        if (!match.Success)
            return -1;
        for (int i = 1; cast is not null && i <= _roles.Count; i++)
        {
            string word = match.Groups[$"word{i}"].Value;
            Group article = match.Groups[$"article{i}"];
            if (article.Success && !string.Equals(article.Value, Lexicon.Article(word), StringComparison.OrdinalIgnoreCase))
                return -1;
            if (!Fits(_roles[i - 1], word, cast))
                return -1;
        }
        return at + match.Length;
    }

    static bool Fits(string role, string word, Dictionary<string, string> cast)
    {
        if (role is "hero" or "friend")
        {
            string suffix = role == "friend" ? "2" : "";
            bool girl = Lexicon.IsGirl(word);
            if (!Fits("he" + suffix, girl ? "she" : "he", cast) || !Fits("his" + suffix, girl ? "her" : "his", cast)
                || !Fits("him" + suffix, girl ? "her" : "him", cast))
            {
                return false;
            }
        }
        return cast.TryAdd(role, word) || string.Equals(cast[role], word, StringComparison.OrdinalIgnoreCase);
    }

    static string Words(string role) => role switch
    {
        "he" or "he2" => "he|she",
        "him" or "him2" => "him|her",
        "his" or "his2" => "his|her",
        _ => string.Join('|', List(role).OrderByDescending(word => word.Length).Select(Regex.Escape)),
    };

    static string[] List(string role) => role switch
    {
        "hero" => Lexicon.HeroNames,
        "friend" => Lexicon.FriendNames,
        "kind" or "kind2" => Lexicon.Kinds,
        "mood" or "mood2" => Lexicon.Moods,
        "color" => Lexicon.Colors,
        "toy" => Lexicon.Toys,
        "place" => Lexicon.Places,
        "home" => Lexicon.Homes,
        "food" or "food2" => Lexicon.Foods,
        "cake" => Lexicon.Cakes,
        "plant" => Lexicon.Plants,
        "skill" => Lexicon.Skills,
        _ => throw new ArgumentException($"no role is called '{role}'", nameof(role)),
    };
}
