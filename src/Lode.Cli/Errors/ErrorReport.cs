using Lode.Cli.Streams;
using Lode.Control;
using Lode.Formats;
using Lode.Generation;
using Lode.Wasm;

namespace Lode.Cli.Errors;

/// <summary>Turns a failure into one line on standard error, an object on standard output where <c>--json</c> was given, and an exit code.</summary>
static class ErrorReport
{
    /// <summary>The environment variable that asks for stack traces.</summary>
    public const string TraceVariable = "LODE_TRACE";

    public static int Write(Exception error, bool asJson)
    {
        (string message, int code) = Describe(error);
        if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } and not "0")
            ErrorStream.Write($"{error}\n");
        ErrorStream.WriteError(message);
        if (asJson)
        {
            using OutputStream output = OutputStream.Standard();
            output.WriteJson(new ErrorBody(new ErrorDetail(message, code)), CliJson.Readable.ErrorBody);
        }
        return code;
    }

    /// <summary>The line and the exit code of a failure.</summary>
    public static (string Message, int ExitCode) Describe(Exception error) => error switch
    {
        CommandException known => (OneLine(known.Message), known.ExitCode),
        ModelFormatException or NoTokenPossibleException or WasmFormatException or LinkException or ControllerException or IOException or UnauthorizedAccessException
            or PlatformNotSupportedException => (OneLine(error.Message), ExitCode.Failed),
        OutOfMemoryException => ($"not enough memory: {OneLine(error.Message)}; use a smaller --ctx or a smaller model", ExitCode.Failed),
        _ => ($"unexpected {error.GetType().Name}: {OneLine(error.Message)}; set {TraceVariable}=1 to see where, and report it", ExitCode.Failed),
    };

    /// <summary>A message as one printable line: messages quote names out of files, and those may hold anything.</summary>
    public static string OneLine(string message) =>
        string.Concat(message.ReplaceLineEndings(" ").Trim().Select(character => char.IsControl(character) ? '?' : character));
}
