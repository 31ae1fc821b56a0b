using System.Globalization;
using System.Text;

namespace Lode.Cli.Showing;

/// <summary>Text of a file made fit for a terminal: nothing in it can move the cursor or change colours.</summary>
static class Printable
{
    /// <summary>The text between quotes, with escapes for quotes, backslashes and control characters.</summary>
    public static string Quote(string text) => $"\"{Escape(text)}\"";

    /// <summary>The text with escapes.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char character in text)
        {
            escaped.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(character) || CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format => $"\\u{(int)character:x4}",
                _ => character.ToString(),
            });
        }
        return escaped.ToString();
    }
}
