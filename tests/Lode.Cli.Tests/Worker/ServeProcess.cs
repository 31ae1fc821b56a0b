using System.Diagnostics;
using System.Text.Json;

namespace Lode.Cli.Tests.Worker;

/// <summary><c>lode control serve</c> in a process of its own.</summary>
sealed class ServeProcess : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-serve-test-");

    public ServeProcess(params string[] options)
    {
        Process = LodeCommand.Start(new CommandInput(), ["control", "serve", Socket, "--tokenizer", "demo", "--json", .. options]);
        string? line = Process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith("{\"socket\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"it did not start: {line} {Process.StandardError.ReadToEnd()}");
        Ready = JsonDocument.Parse(line).RootElement;
    }

    public Process Process { get; }

    public JsonElement Ready { get; }

    public string Socket => Path.Combine(_folder.FullName, "socket");

    /// <summary>How many files of a name it has open: of any where the name is empty.</summary>
    public int OpenFiles(string name) => new DirectoryInfo($"/proc/{Process.Id}/fd").GetFiles().Count(file => (file.LinkTarget ?? "").Contains(name, StringComparison.Ordinal));

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
        _folder.Delete(recursive: true);
    }
}
