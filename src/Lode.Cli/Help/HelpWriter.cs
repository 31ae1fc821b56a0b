using System.CommandLine;
using System.Text;

namespace Lode.Cli.Help;

/// <summary>Lays out a <see cref="HelpPage"/> for a terminal of 100 columns.</summary>
static class HelpWriter
{
    const int Width = 100;
    const int MaxLeft = 30;

    public const string ExitCodes = "0 done, 1 failed, 2 wrong command line, 130 interrupted by Ctrl-C";

    public static string Write(HelpPage page)
    {
        StringBuilder text = new();
        text.Append(page.Summary).Append("\n\nUsage:\n");
        foreach (string usage in page.Usage)
            text.Append("  ").Append(usage).Append('\n');
        Section(text, "Arguments", page.Arguments.Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? "")));
        foreach (OptionGroup group in page.Groups)
            Section(text, group.Title, group.Options.Select(option => (Label(option), option.Description ?? "")));
        text.Append("\nExamples:\n");
        foreach ((string command, string meaning) in page.Examples)
            text.Append("  ").Append(command).Append("\n      ").Append(meaning).Append('\n');
        return text.Append("\nExit codes: ").Append(page.ExitCodes).Append('\n').ToString();
    }

    static void Section(StringBuilder text, string title, IEnumerable<(string Left, string Right)> rows)
    {
        text.Append('\n').Append(title).Append(":\n");
        (string Left, string Right)[] all = [.. rows];
        int left = Math.Min(MaxLeft, all.Max(row => row.Left.Length));
        foreach ((string name, string description) in all)
        {
            text.Append("  ").Append(name);
            if (name.Length > left)
                text.Append('\n').Append(' ', left + 2);
            else
                text.Append(' ', left - name.Length);
            Wrap(text, description, left + 4);
        }
    }

    static void Wrap(StringBuilder text, string description, int indent)
    {
        int column = indent;
        text.Append("  ");
        bool first = true;
        foreach (string word in description.Split(' '))
        {
            if (!first && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
                first = true;
            }
            if (!first)
                text.Append(' ');
            text.Append(word);
            column += word.Length + (first ? 0 : 1);
            first = false;
        }
        text.Append('\n');
    }

    static string Label(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(alias => alias.Length == 2).Append(option.Name));
        return option.HelpName is null ? names : $"{names} {option.HelpName}";
    }
}
