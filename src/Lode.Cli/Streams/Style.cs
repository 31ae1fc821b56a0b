namespace Lode.Cli.Streams;

/// <summary>Colours, where they are wanted: on a terminal that knows them, unless <c>NO_COLOR</c> is set (see no-color.org).</summary>
readonly record struct Style(bool UsesColour)
{
    public static Style For(bool isTerminal) =>
        For(isTerminal, Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM"));

    public static Style For(bool isTerminal, string? noColour, string? terminal) =>
        new(isTerminal && string.IsNullOrEmpty(noColour) && terminal != "dumb");

    public string Strong(string text) => UsesColour ? $"\e[1m{text}\e[0m" : text;

    public string Bad(string text) => UsesColour ? $"\e[1;31m{text}\e[0m" : text;
}
