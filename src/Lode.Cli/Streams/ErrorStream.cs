using System.Text;
using Lode.Cli.Interop;

namespace Lode.Cli.Streams;

/// <summary>Standard error: messages, progress and statistics. Nothing that is written here may fail the command.</summary>
static class ErrorStream
{
    static readonly Stream s_stream = StandardStream.Error;

    public static bool IsTerminal { get; } = !Console.IsErrorRedirected;

    public static Style Style { get; } = Style.For(IsTerminal);

    public static void Write(string text)
    {
        try
        {
            s_stream.Write(Encoding.UTF8.GetBytes(text));
            s_stream.Flush();
        }
        catch (IOException)
        {
            // Nobody reads it, and there is nowhere else to say so.
        }
    }

    public static void WriteError(string message) => Write($"{Style.Bad("lode: error:")} {message}\n");
}
