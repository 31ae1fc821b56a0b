namespace Lode.DemoModel.Text;

/// <summary>What one document has settled: who plays in it and with what. A role is drawn when it is first named and then kept.</summary>
sealed class Cast(Randomness random)
{
    readonly Dictionary<string, string> _roles = [];

    /// <summary>Who or what plays the role; see <see cref="Template"/> for the roles.</summary>
    public string this[string role]
    {
        get => _roles.TryGetValue(role, out string? value) ? value : _roles[role] = Draw(role);
        set => _roles[role] = value;
    }

    string Draw(string role) => role switch
    {
        "hero" => random.Pick(Lexicon.HeroNames),
        "friend" => random.Pick(Lexicon.FriendNames),
        "he" => Lexicon.IsGirl(this["hero"]) ? "she" : "he",
        "him" => Lexicon.IsGirl(this["hero"]) ? "her" : "him",
        "his" => Lexicon.IsGirl(this["hero"]) ? "her" : "his",
        "he2" => Lexicon.IsGirl(this["friend"]) ? "she" : "he",
        "him2" => Lexicon.IsGirl(this["friend"]) ? "her" : "him",
        "his2" => Lexicon.IsGirl(this["friend"]) ? "her" : "his",
        "kind" => Other(Lexicon.Kinds, "kind2"),
        "kind2" => Other(Lexicon.Kinds, "kind"),
        "mood" => Other(Lexicon.Moods, "mood2"),
        "mood2" => Other(Lexicon.Moods, "mood"),
        "color" => random.Pick(Lexicon.Colors),
        "toy" => random.Pick(Lexicon.Toys),
        "place" => random.Pick(Lexicon.Places),
        "home" => random.Pick(Lexicon.Homes),
        "food" => Other(Lexicon.Foods, "food2"),
        "food2" => Other(Lexicon.Foods, "food"),
        "cake" => random.Pick(Lexicon.Cakes),
        "plant" => random.Pick(Lexicon.Plants),
        "skill" => random.Pick(Lexicon.Skills),
        _ => throw new ArgumentException($"no role is called '{role}'", nameof(role)),
    };

    string Other(string[] words, string taken)
    {
        _roles.TryGetValue(taken, out string? used);
        string word;
        do
            word = random.Pick(words);
        while (word == used);
        return word;
    }
}
