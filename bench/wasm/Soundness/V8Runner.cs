using System.Text;
using System.Text.Json;
using Lode.Wasm.Tests.Soundness;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Bench.Soundness;

/// <summary>V8.</summary>
/// <param name="flags">Its flags.</param>
/// <param name="frames">Whether it tells where it trapped.</param>
sealed class V8Runner(string[] flags, bool frames) : IProgramRunner, IDisposable
{
    readonly NodeProcess _node = new("Soundness/soundness.js", flags);

    public string[] Run(GeneratedProgram program)
    {
        Send(program);
        return Receive();
    }

    /// <summary>Gives a program to node, which runs it while this process does something else.</summary>
    public void Send(GeneratedProgram program)
    {
        StringBuilder line = new("{\"modules\":[");
        line.AppendJoin(',', program.Modules.Select(module => $"\"{Convert.ToBase64String(module.Bytes)}\""));
        line.Append("],\"calls\":[");
        line.AppendJoin(',', program.Calls.Select(call =>
            $"[{call.Module},\"{call.Export}\"{string.Concat(call.Arguments.Select((value, index) => $",\"{Argument(call.Type.Parameters[index], value)}\""))}]"));
        line.Append(frames ? "],\"frames\":true}" : "]}");
        _node.Send(line.ToString());
    }

    /// <summary>The outcome of the program that was sent.</summary>
    public string[] Receive()
    {
        using JsonDocument document = JsonDocument.Parse(_node.Receive());
        return [.. document.RootElement.EnumerateArray().Select(element => element.GetString()!)];
    }

    public void Dispose() => _node.Dispose();

    static string Argument(ValueKind kind, long value) => kind == ValueKind.Int32 ? $"{(int)value}" : $"{value}n";
}
