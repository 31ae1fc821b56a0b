using System.Text.Json;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Memory;

namespace Lode.Cli.Guests;

/// <summary>Where the report of a run goes.</summary>
sealed class GuestReportFile
{
    const string StandardOutput = "-";

    readonly string _target;

    /// <param name="target">A file, or <c>-</c>.</param>
    /// <exception cref="CommandException">There is no such place, which is better known before the run.</exception>
    public GuestReportFile(string target)
    {
        _target = target;
        string folder = Path.GetDirectoryName(target) is { Length: > 0 } parent ? parent : ".";
        if (target != StandardOutput && (target.Length == 0 || Directory.Exists(target) || !Directory.Exists(folder)))
            throw new CommandException($"cannot write '{target}': expected the name of a file in a folder that exists");
    }

    public void Write(GuestReport report)
    {
        if (_target == StandardOutput)
        {
            using OutputStream output = OutputStream.Standard();
            output.WriteJson(report, CliJson.Readable.GuestReport);
            return;
        }
        using OutputFile file = new(_target);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(report, CliJson.Readable.GuestReport));
        file.Write("\n"u8);
        file.Commit();
    }
}
