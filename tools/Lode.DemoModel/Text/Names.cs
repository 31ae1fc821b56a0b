namespace Lode.DemoModel.Text;

/// <summary>Names that nobody has, so that the model learns to repeat any name that it is given.</summary>
static class Names
{
    static readonly string[] s_onsets = ["B", "D", "F", "G", "K", "L", "M", "N", "P", "R", "S", "T", "V", "Z", "Br", "Fl", "Gr", "Pl", "Sn", "Tr", "Sh", "Ch"];
    static readonly string[] s_middles = ["b", "d", "g", "k", "l", "ll", "m", "n", "nd", "p", "r", "s", "t", "v", "x", "z"];
    static readonly string[] s_vowels = ["a", "e", "i", "o", "u"];
    static readonly string[] s_ends = ["", "n", "r", "s", "l", "x", ""];

    public static string Invent(Randomness random)
    {
        string name = Any(s_onsets, random) + Any(s_vowels, random);
        for (int more = random.Next(3); more > 0; more--)
            name += Any(s_middles, random) + Any(s_vowels, random);
        return name + Any(s_ends, random);
    }

    // Evenly: a name has no favourites.
    static string Any(string[] parts, Randomness random) => parts[random.Next(parts.Length)];
}
