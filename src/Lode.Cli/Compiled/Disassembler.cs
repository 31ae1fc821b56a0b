using Iced.Intel;
using Lode.Wasm;

namespace Lode.Cli.Compiled;

/// <summary>Machine code as text.</summary>
static class Disassembler
{
    /// <summary>Reads the code of a function.</summary>
    /// <param name="code">The code.</param>
    /// <param name="places">Where instructions of the module are in it.</param>
    public static List<CodeLine> Read(byte[] code, IReadOnlyList<CodePlace> places)
    {
        Dictionary<int, int> wasm = [];
        foreach (CodePlace place in places)
            wasm[place.CodeOffset] = place.WasmOffset;
        IntelFormatter formatter = new();
        formatter.Options.FirstOperandCharIndex = 8;
        StringOutput text = new();
        Decoder decoder = Decoder.Create(64, code);
        List<CodeLine> lines = [];
        while (decoder.IP < (ulong)code.Length)
        {
            Instruction instruction = decoder.Decode();
            formatter.Format(instruction, text);
            int at = (int)instruction.IP, next = (int)instruction.NextIP;
            // A call is known by its return address.
            int? from = wasm.TryGetValue(at, out int own) && !IsReturn(lines, at, own) ? own
                : wasm.TryGetValue(next, out int behind) && instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall ? behind : null;
            lines.Add(new(at, Convert.ToHexStringLower(code, at, next - at), text.ToStringAndReset(), from));
        }
        return lines;
    }

    /// <summary>Whether a place was told already, as the return address of the call before it.</summary>
    static bool IsReturn(List<CodeLine> lines, int at, int wasm) =>
        lines.Count > 0 && lines[^1].WasmOffset == wasm && lines[^1].Offset + lines[^1].Bytes.Length / 2 == at;
}
