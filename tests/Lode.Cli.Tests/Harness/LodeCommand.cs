using System.Diagnostics;

namespace Lode.Cli.Tests;

/// <summary>Runs the built <c>lode</c> as a process of its own, as a shell would.</summary>
static class LodeCommand
{
    /// <summary>Only against hanging: no test waits for it.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>What a pipe holds at least.</summary>
    const int PipeBytes = 4096;

    /// <summary>Where the tests keep compiled modules, so that they neither use nor fill the user's cache.</summary>
    static readonly string s_caches = Path.Combine(AppContext.BaseDirectory, "caches");

    /// <summary>The .NET host that runs this test, too.</summary>
    public static string Host { get; } = FindHost();

    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "lode.dll");

    /// <summary>Runs to the end with an empty standard input.</summary>
    public static CommandResult Run(params string[] arguments) => Run(new CommandInput(), arguments);

    public static CommandResult Run(CommandInput input, params string[] arguments)
    {
        using Process process = Start(input, arguments);
        return Finish(process);
    }

    public static Process Start(CommandInput input, params string[] arguments)
    {
        ProcessStartInfo start = new(Host)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = input.Folder ?? AppContext.BaseDirectory,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Dll);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["XDG_CACHE_HOME"] = s_caches;
        foreach ((string name, string value) in input.Environment)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        // What a pipe may not hold is written while the output is read: neither side waits for the other for ever.
        if (input.Bytes.Length > PipeBytes)
            _ = Task.Run(() => Write(process, input.Bytes));
        else
            Write(process, input.Bytes);
        return process;
    }

    /// <summary>Collects what a started process writes until it ends.</summary>
    public static CommandResult Finish(Process process)
    {
        Task<byte[]> output = Task.Run(() => ReadAll(process.StandardOutput.BaseStream));
        Task<string> errors = Task.Run(process.StandardError.ReadToEnd);
        WaitForExit(process);
        return new CommandResult(process.ExitCode, output.Result, errors.Result);
    }

    static void Write(Process process, byte[] input)
    {
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It did not wait for its input.
        }
    }

    public static void WaitForExit(Process process)
    {
        if (!process.WaitForExit(s_patience))
        {
            process.Kill();
            throw new TimeoutException($"lode did not end within {s_patience}");
        }
    }

    static byte[] ReadAll(Stream stream)
    {
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }

    static string FindHost()
    {
        // .../shared/Microsoft.NETCore.App/10.0.0/System.Private.CoreLib.dll
        DirectoryInfo runtime = new(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        return Path.Combine(runtime.Parent!.Parent!.Parent!.FullName, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
