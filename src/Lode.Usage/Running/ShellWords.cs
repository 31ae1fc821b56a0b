using System.Text;

namespace Lode.Usage.Running;

/// <summary>Splits a line into words by the quoting rules of the POSIX shell; nothing is expanded.</summary>
/// <remarks>Source: POSIX.1-2024, Shell Command Language, 2.2 Quoting.</remarks>
static class ShellWords
{
    public static string[] Split(string line)
    {
        List<string> words = [];
        StringBuilder? word = null; // null between words, so that '' makes an empty one
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            switch (c)
            {
                case ' ' or '\t' or '\n':
                    if (word is not null)
                        words.Add(word.ToString());
                    word = null;
                    break;
                case '\'':
                    int close = line.IndexOf('\'', i + 1);
                    if (close < 0)
                        throw Unclosed(line, i);
                    word = (word ?? new()).Append(line, i + 1, close - i - 1);
                    i = close;
                    break;
                case '"':
                    i = Quoted(line, i, word ??= new());
                    break;
                case '\\':
                    if (++i == line.Length)
                        throw new ArgumentException($"{line}: a backslash stands at the end; expected a character behind it", nameof(line));
                    word ??= new();
                    if (line[i] != '\n') // a continued line
                        word.Append(line[i]);
                    break;
                default:
                    word = (word ?? new()).Append(c);
                    break;
            }
        }
        if (word is not null)
            words.Add(word.ToString());
        return [.. words];
    }

    /// <summary>Appends what stands between double quotes; returns where the second is.</summary>
    static int Quoted(string line, int open, StringBuilder word)
    {
        for (int i = open + 1; i < line.Length; i++)
        {
            if (line[i] == '"')
                return i;
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] is '$' or '`' or '"' or '\\' or '\n')
            {
                if (line[++i] == '\n')
                    continue;
            }
            word.Append(line[i]);
        }
        throw Unclosed(line, open);
    }

    static ArgumentException Unclosed(string line, int open) =>
        new($"{line}: the quote at character {open + 1} is not closed; expected another {line[open]}", nameof(line));
}
