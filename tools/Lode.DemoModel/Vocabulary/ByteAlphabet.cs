namespace Lode.DemoModel.Vocabulary;

/// <summary>GPT-2's printable stand-ins for bytes, in which vocabularies of this kind are written down.</summary>
static class ByteAlphabet
{
    static readonly char[] s_letters = Build();

    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
            text[i] = s_letters[bytes[i]];
        return new string(text);
    }

    static char[] Build()
    {
        char[] letters = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[b] = (char)(printable ? b : next++);
        }
        return letters;
    }
}
