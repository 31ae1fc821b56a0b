namespace Lode.Tokenizers;

/// <summary>Scripts of characters, frozen.</summary>
static partial class ScriptTable
{
    /// <summary>Joins any script, as a space does.</summary>
    public const int Any = 0;

    const int Han = 56;
    const int Hiragana = 57;
    const int Katakana = 58;

    /// <summary>The number of a character's script; Japanese syllables count as Han, as in SentencePiece.</summary>
    public static int Script(int scalar)
    {
        if (scalar == ' ')
            return Any;
        if (scalar == 0x30FC)
            return Han;
        int index = Starts.BinarySearch(scalar);
        if (index < 0)
            index = ~index - 1;
        if (index < 0 || scalar > Ends[index])
            return Any;
        int script = Scripts[index];
        return script is Hiragana or Katakana ? Han : script;
    }
}
