using System.Globalization;
using System.Text;
using Iced.Intel;
using Decoder = Iced.Intel.Decoder;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Machine code in words, by a decoder that was not written here.</summary>
/// <remarks>Mnemonic and operands; memory as its bytes in front of <c>[base+index*scale+displacement]</c>; numbers are decimal, and signed where they have 64 bits.</remarks>
static class Disassembly
{
    /// <summary>All instructions.</summary>
    public static List<Instruction> Decode(ReadOnlySpan<byte> code, ulong address = 0)
    {
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), address);
        List<Instruction> instructions = [];
        while (decoder.IP < address + (ulong)code.Length)
            instructions.Add(decoder.Decode());
        return instructions;
    }

    public static string Text(in Instruction instruction)
    {
        StringBuilder text = new(instruction.IsInvalid ? "invalid" : Lower(instruction.Mnemonic));
        if (instruction.HasRepPrefix && instruction.IsStringInstruction)
            text.Insert(0, "rep ");
        for (int i = 0; i < instruction.OpCount; i++)
            text.Append(i == 0 ? " " : ", ").Append(Operand(instruction, i));
        return text.ToString();
    }

    static string Operand(in Instruction instruction, int index)
    {
        switch (instruction.GetOpKind(index))
        {
            case OpKind.Register:
                return Lower(instruction.GetOpRegister(index));
            case OpKind.Memory:
                return Memory(instruction);
            case OpKind.NearBranch64:
                return Number((long)instruction.NearBranchTarget);
            case OpKind.MemoryESRDI:
                return "[rdi]";
            case OpKind.MemorySegRSI:
                return "[rsi]";
            case OpKind.Immediate8to32:
                return Number((uint)instruction.Immediate8to32);
            default:
                return Number((long)instruction.GetImmediate(index));
        }
    }

    static string Memory(in Instruction instruction)
    {
        string size = instruction.Mnemonic == Mnemonic.Lea ? "" : instruction.MemorySize.GetSize().ToString(CultureInfo.InvariantCulture);
        if (instruction.IsIPRelativeMemoryOperand)
            return $"{size}[{Number((long)instruction.IPRelativeMemoryAddress)}]";
        string index = instruction.MemoryIndex == Register.None ? "" : $"+{Lower(instruction.MemoryIndex)}*{instruction.MemoryIndexScale}";
        return $"{size}[{Lower(instruction.MemoryBase)}{index}{(int)instruction.MemoryDisplacement64:+0;-0;+0}]";
    }

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
