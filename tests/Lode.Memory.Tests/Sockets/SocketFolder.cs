using System.Diagnostics;

namespace Lode.Memory.Tests.Sockets;

/// <summary>A folder of this user alone, for sockets.</summary>
sealed class SocketFolder : IDisposable
{
    public SocketFolder() => Root = Directory.CreateTempSubdirectory("lode-socket-").FullName;

    public string Root { get; }

    public string this[string name] => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Runs a program of Python; skips the test where there is none.</summary>
    public static string Python(string program, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python plays the other process");
        ProcessStartInfo start = new("/usr/bin/python3", ["-c", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.Result);
        return output;
    }
}
