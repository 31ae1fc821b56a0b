using System.Buffers.Binary;

namespace Lode.Wasm;

/// <summary>Reads and validates constant expressions, those of the extended-const proposal included.</summary>
static class ConstantReader
{
    /// <summary>Reads an expression up to its <c>end</c>.</summary>
    /// <param name="cursor">Where it begins.</param>
    /// <param name="module">The module as far as it is read.</param>
    /// <param name="expected">The type that the expression must have.</param>
    /// <param name="limits">What it may hold.</param>
    public static ConstantExpression Read(ref BinaryCursor cursor, Module module, ValueKind expected, WasmLimits limits)
    {
        Faults faults = cursor.Faults;
        ConstantInstruction[] instructions = new ConstantInstruction[1];
        List<ValueKind> stack = new(1);
        int count = 0;
        while (true)
        {
            int at = cursor.Position;
            Opcode opcode = (Opcode)cursor.Byte();
            if (opcode == Opcode.End)
            {
                if (stack.Count != 1 || stack[0] != expected)
                    throw faults.Invalid(at, "type mismatch", $"expected [{expected.Name()}], found {ValueKinds.Names([.. stack])}");
                return new(expected, instructions.AsSpan(0, count));
            }
            if (count == limits.ConstantInstructions)
                throw faults.Limit(at, nameof(WasmLimits.ConstantInstructions), count + 1, limits.ConstantInstructions);
            (ConstantInstruction instruction, ValueKind kind) = ReadInstruction(ref cursor, module, opcode, at);
            if (instruction.Operation >= ConstantOperation.Int32Add)
            {
                if (stack.Count < 2 || stack[^1] != kind || stack[^2] != kind)
                    throw faults.Invalid(at, "type mismatch", $"{InstructionNames.Of(opcode)} on {ValueKinds.Names([.. stack])}");
                stack.RemoveRange(stack.Count - 2, 2);
            }
            stack.Add(kind);
            if (count == instructions.Length)
                Array.Resize(ref instructions, count * 2);
            instructions[count++] = instruction;
        }
    }

    static (ConstantInstruction Instruction, ValueKind Kind) ReadInstruction(ref BinaryCursor cursor, Module module, Opcode opcode, int at)
    {
        switch (opcode)
        {
            case Opcode.I32Const:
                return (new(ConstantOperation.Int32, cursor.S32()), ValueKind.Int32);
            case Opcode.I64Const:
                return (new(ConstantOperation.Int64, cursor.S64()), ValueKind.Int64);
            case Opcode.F32Const:
                return (new(ConstantOperation.Float32, BinaryPrimitives.ReadInt32LittleEndian(cursor.Bytes(4, at))), ValueKind.Float32);
            case Opcode.F64Const:
                return (new(ConstantOperation.Float64, BinaryPrimitives.ReadInt64LittleEndian(cursor.Bytes(8, at))), ValueKind.Float64);
            case Opcode.GlobalGet:
                return ReadGlobal(ref cursor, module);
            case Opcode.RefNull:
                ValueKind kind = cursor.ReferenceKind();
                return (new(ConstantOperation.NullReference, (byte)kind), kind);
            case Opcode.RefFunc:
                uint function = cursor.U32();
                if (function >= (uint)module.FunctionCount)
                    throw cursor.Faults.Invalid(at, "unknown function", $"index {function} of {module.FunctionCount}");
                module.AllowReference((int)function);
                return (new(ConstantOperation.FunctionReference, function), ValueKind.FuncRef);
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul:
                return (new(ConstantOperation.Int32Add + (byte)(opcode - Opcode.I32Add)), ValueKind.Int32);
            case Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul:
                return (new(ConstantOperation.Int64Add + (byte)(opcode - Opcode.I64Add)), ValueKind.Int64);
            case Opcode.VectorPrefix:
                return ReadVector(ref cursor, at);
            default:
                throw NotConstant(cursor.Faults, opcode, at);
        }
    }

    static (ConstantInstruction Instruction, ValueKind Kind) ReadGlobal(ref BinaryCursor cursor, Module module)
    {
        int at = cursor.Position;
        uint index = cursor.U32();
        if (index >= (uint)module.ImportedGlobalCount)
            throw cursor.Faults.Invalid(at, "unknown global", $"constant expressions can name the {module.ImportedGlobalCount} imported globals, not {index}");
        GlobalType type = module.GlobalList[index];
        if (type.Mutability == Mutability.Mutable)
            throw cursor.Faults.Invalid(at, "constant expression required", $"global {index} is mutable");
        return (new(ConstantOperation.Global, index), type.Content);
    }

    static (ConstantInstruction Instruction, ValueKind Kind) ReadVector(ref BinaryCursor cursor, int at)
    {
        uint opcode = cursor.U32();
        if (opcode != (uint)VectorOpcode.V128Const)
            throw cursor.Faults.Invalid(at, "constant expression required", $"vector opcode 0x{opcode:x2}");
        ReadOnlySpan<byte> bytes = cursor.Bytes(16, at);
        long low = BinaryPrimitives.ReadInt64LittleEndian(bytes), high = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        return (new(ConstantOperation.V128, low, high), ValueKind.V128);
    }

    static WasmFormatException NotConstant(Faults faults, Opcode opcode, int at)
    {
        string? proposal = Proposals.OfOpcode((byte)opcode);
        if (proposal is not null)
            return faults.Unsupported(at, proposal, "illegal opcode");
        string name = InstructionNames.Of(opcode);
        return name.StartsWith("opcode", StringComparison.Ordinal)
            ? faults.Malformed(at, "illegal opcode", $"0x{(int)opcode:x2}")
            : faults.Invalid(at, "constant expression required", name);
    }
}
