using System.Globalization;
using System.Runtime.InteropServices;

namespace Lode.Bench;

/// <summary>A large file that does not outlive this process: deleted at the end, on a signal, and by the next one where this was killed.</summary>
sealed class BenchFile : IDisposable
{
    const string Prefix = "lode-bench-";
    readonly PosixSignalRegistration[] _signals;

    public BenchFile(string folder)
    {
        foreach (string old in Directory.EnumerateFiles(folder, $"{Prefix}*.gguf"))
        {
            if (int.TryParse(System.IO.Path.GetFileNameWithoutExtension(old)[Prefix.Length..], CultureInfo.InvariantCulture, out int owner) && !Directory.Exists($"/proc/{owner}"))
                File.Delete(old);
        }
        Path = System.IO.Path.Combine(folder, $"{Prefix}{Environment.ProcessId}.gguf");
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    public string Path { get; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        File.Delete(Path);
    }

    void Stop(PosixSignalContext context)
    {
        File.Delete(Path);
        Environment.Exit(130);
    }
}
