namespace Lode.Formats;

/// <summary>The file name of a part of a split model: <c>NAME-00001-of-00003.gguf</c>, counted from 1.</summary>
/// <param name="Stem">The path up to the first hyphen of the ending.</param>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many parts.</param>
readonly record struct GgufPartName(string Stem, int Number, int Count)
{
    const string Pattern = "-00000-of-00000.gguf";

    /// <summary>The path of another part.</summary>
    public string PathOf(int number) => $"{Stem}-{number:D5}-of-{Count:D5}.gguf";

    /// <summary>Takes a path apart; false where it does not have the form.</summary>
    public static bool TryParse(string path, out GgufPartName name)
    {
        name = default;
        if (path.Length <= Pattern.Length)
            return false;
        ReadOnlySpan<char> ending = path.AsSpan(path.Length - Pattern.Length);
        for (int i = 0; i < Pattern.Length; i++)
        {
            if (Pattern[i] == '0' ? !char.IsAsciiDigit(ending[i]) : ending[i] != Pattern[i])
                return false;
        }
        name = new GgufPartName(path[..^Pattern.Length], int.Parse(ending[1..6]), int.Parse(ending[10..15]));
        return name.Number >= 1 && name.Number <= name.Count;
    }
}
