using System.CommandLine;
using System.CommandLine.Parsing;
using Lode.Cli.Errors;

namespace Lode.Cli.Verbs;

/// <summary>Catches misspelt options, which the parser would take for a model or a prompt.</summary>
static class UnknownOption
{
    /// <param name="values">The command line.</param>
    /// <param name="command">The command.</param>
    /// <param name="help">What shows its help.</param>
    /// <exception cref="UsageException">An argument looks like an option, and no <c>--</c> says that it is none.</exception>
    public static void Check(ParseResult values, Command command, string help)
    {
        if (values.Tokens.Any(token => token.Type == TokenType.DoubleDash))
            return;
        IEnumerable<string> arguments = command.Arguments
            .SelectMany(argument => values.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .Concat(values.UnmatchedTokens);
        foreach (string argument in arguments)
        {
            if (!LooksLikeOption(argument))
                continue;
            string name = argument.Split('=', 2)[0];
            string? near = Nearest.Of(name, command.Options.Select(option => option.Name));
            throw new UsageException($"unknown option '{name}'{(near is null ? "" : $", did you mean '{near}'?")}",
                $"{help}, or put '--' before a text that begins with '-'");
        }
    }

    /// <summary>Whether a text is a dash or two and a word, like an option.</summary>
    public static bool LooksLikeOption(string text)
    {
        string word = text.Split('=', 2)[0];
        int dashes = word.StartsWith("--", StringComparison.Ordinal) ? 2 : word.StartsWith('-') ? 1 : 0;
        return dashes > 0 && word.Length > dashes && char.IsAsciiLetter(word[dashes])
            && word.AsSpan(dashes).IndexOfAnyExcept(s_wordCharacters) < 0;
    }

    static readonly System.Buffers.SearchValues<char> s_wordCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}
