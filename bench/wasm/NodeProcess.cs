using System.Diagnostics;

namespace Lode.Wasm.Bench;

/// <summary>A script in a node process of its own: a line of JSON in for each line out.</summary>
sealed class NodeProcess : IDisposable
{
    /// <summary>V8's baseline compiler alone, with all functions compiled at first.</summary>
    public static readonly string[] Liftoff = ["--liftoff-only", "--no-wasm-lazy-compilation"];

    /// <summary>V8's optimising compiler alone, with all functions compiled at first.</summary>
    public static readonly string[] TurboFan = ["--no-liftoff", "--no-wasm-lazy-compilation"];

    readonly Process _process;

    /// <param name="script">The script's path beside this program.</param>
    /// <param name="flags">V8's.</param>
    public NodeProcess(string script, params string[] flags)
    {
        _process = Process.Start(new ProcessStartInfo("node", [.. flags, "--no-warnings", Path.Combine(AppContext.BaseDirectory, script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public void Send(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public string Receive() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("node ended; its message is above");

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
