using Lode.Wasm.Tests.Interpreter;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Bench.Soundness;

/// <summary>The instructions of a generated module, to find out what differs.</summary>
static class Listing
{
    public static void Write(GeneratedModule generated, TextWriter to)
    {
        Module module = Module.FromBytes("generated", generated.Bytes);
        foreach (Export export in module.Exports.Where(export => export.Type is FunctionType && export.Index >= module.ImportedFunctionCount))
        {
            // Wrappers are always the same.
            if (export.Name[0] is 'f' or 's')
                Write(module, export.Index, export.Name, to);
        }
        if (module.StartFunction is { } start)
            Write(module, start, "start", to);
    }

    static void Write(Module module, int function, string name, TextWriter to)
    {
        GuestCode code = new(module, function);
        to.WriteLine($"{name} (function {function}): {module.GetFunctionType(function)}, {code.Locals} locals");
        int depth = 1;
        for (int i = 0; i < code.Instructions.Length; i++)
        {
            GuestInstruction instruction = code.Instructions[i];
            if (instruction.Operation is (int)Opcode.End or (int)Opcode.Else)
                depth--;
            to.WriteLine($"{new string(' ', 2 * Math.Max(0, depth))}{Text(instruction)}");
            if (instruction.Operation is (int)Opcode.Block or (int)Opcode.Loop or (int)Opcode.If or (int)Opcode.Else)
                depth++;
        }
    }

    static string Text(GuestInstruction instruction)
    {
        string name = (instruction.Operation >> 8) switch
        {
            0 => InstructionNames.Of((Opcode)instruction.Operation),
            0xfc => InstructionNames.Of((MiscOpcode)(instruction.Operation & 0xff)),
            _ => InstructionNames.Of((VectorOpcode)(instruction.Operation & 0xff)),
        };
        return instruction.Operation switch
        {
            >= (int)Opcode.I32Load and <= (int)Opcode.I64Store32 => $"{name} offset={instruction.C}",
            (int)Opcode.Block or (int)Opcode.Loop or (int)Opcode.If => $"{name} parameters={instruction.C >> 32} label={(int)instruction.C}",
            (int)Opcode.I32Const or (int)Opcode.I64Const => $"{name} {instruction.C}",
            (int)Opcode.F32Const or (int)Opcode.F64Const => $"{name} 0x{instruction.C:x}",
            (int)Opcode.BrTable => $"{name} {string.Join(' ', instruction.Labels!)}",
            (int)Opcode.CallIndirect or (int)Opcode.ReturnCallIndirect => $"{name} type={instruction.A} table={instruction.B}",
            (int)Opcode.Br or (int)Opcode.BrIf or (int)Opcode.Call or (int)Opcode.ReturnCall or (int)Opcode.RefFunc => $"{name} {instruction.A}",
            >= (int)Opcode.LocalGet and <= (int)Opcode.TableSet => $"{name} {instruction.A}",
            >= 0xfd00 => $"{name} offset/low=0x{instruction.C:x} high=0x{instruction.D:x} lane={instruction.B}",
            >= 0xfc08 => $"{name} {instruction.A} {instruction.B}",
            _ => name,
        };
    }
}
