using System.Text;

namespace Lode.Usage.Reports;

/// <summary>Sentences in lines that fit a terminal.</summary>
static class WrappedText
{
    const int Width = 100;
    const int Indent = 4;

    /// <summary>Appends words and a line break; lines after the first begin with four spaces.</summary>
    public static void Append(StringBuilder text, string sentence, int firstIndent)
    {
        text.Append(' ', firstIndent);
        int column = firstIndent;
        bool begins = true;
        foreach (string word in sentence.Split(' '))
        {
            if (!begins && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', Indent);
                column = Indent;
                begins = true;
            }
            text.Append(begins ? "" : " ").Append(word);
            column += word.Length + (begins ? 0 : 1);
            begins = false;
        }
        text.Append('\n');
    }
}
