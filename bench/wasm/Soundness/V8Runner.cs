using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Lode.Wasm.Tests.Soundness;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Bench.Soundness;

/// <summary>V8, in a node process of its own.</summary>
sealed class V8Runner : IProgramRunner, IDisposable
{
    readonly Process _process;

    /// <param name="flags">V8's, as <c>--liftoff-only</c>.</param>
    public V8Runner(params string[] flags)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Soundness", "soundness.js");
        _process = Process.Start(new ProcessStartInfo("node", [.. flags, script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public string[] Run(GeneratedProgram program)
    {
        Send(program);
        return Receive();
    }

    /// <summary>Gives a program to the process, which runs it while this one does something else.</summary>
    public void Send(GeneratedProgram program)
    {
        StringBuilder line = new("{\"modules\":[");
        line.AppendJoin(',', program.Modules.Select(module => $"\"{Convert.ToBase64String(module.Bytes)}\""));
        line.Append("],\"calls\":[");
        line.AppendJoin(',', program.Calls.Select(call =>
            $"[{call.Module},\"{call.Export}\"{string.Concat(call.Arguments.Select((value, index) => $",\"{Argument(call.Type.Parameters[index], value)}\""))}]"));
        line.Append("]}");
        _process.StandardInput.WriteLine(line.ToString());
        _process.StandardInput.Flush();
    }

    /// <summary>The outcome of the program that was sent.</summary>
    public string[] Receive()
    {
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("node ended; its message is above");
        using JsonDocument document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateArray().Select(element => element.GetString()!)];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    static string Argument(ValueKind kind, long value) => kind == ValueKind.Int32 ? $"{(int)value}" : $"{value}n";
}
