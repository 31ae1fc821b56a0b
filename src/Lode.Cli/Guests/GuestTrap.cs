using System.Text.Json.Serialization;
using Lode.Wasm;

namespace Lode.Cli.Guests;

/// <summary>Why and where a guest trapped.</summary>
/// <param name="Kind">Why, as a word.</param>
/// <param name="Message">Why.</param>
/// <param name="Frames">The functions that were running, innermost first.</param>
sealed record GuestTrap(string Kind, string Message, IReadOnlyList<string> Frames)
{
    /// <summary>So many lines tell enough.</summary>
    const int MostLines = 32;

    /// <summary>The message and a line for each function.</summary>
    [JsonIgnore]
    public string Text
    {
        get
        {
            string more = Frames.Count > MostLines ? $"\n  ... and {Frames.Count - MostLines} or more functions around it" : "";
            return $"the program trapped: {Message}{string.Concat(Frames.Take(MostLines).Select(frame => $"\n  at {frame}"))}{more}";
        }
    }

    public static GuestTrap Of(Trap trap) => new(trap.Kind.ToString(), trap.Message, [.. trap.Frames.Select(frame => frame.ToString())]);
}
