using System.Buffers.Binary;

namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A function's body, decoded by itself: it uses nothing that the validator found.</summary>
sealed class GuestCode
{
    readonly Module _module;
    readonly List<GuestInstruction> _instructions = [];
    int _at;

    public GuestCode(Module module, int function)
    {
        _module = module;
        FunctionBody body = module.GetFunctionBody(function);
        _at = body.Start;
        for (uint groups = U32(); groups > 0; groups--)
        {
            Locals += (int)U32();
            _at++;
        }
        Stack<int> open = new();
        while (_at < body.End)
            Read(open);
        Instructions = [.. _instructions];
    }

    /// <summary>The number of locals without the parameters.</summary>
    public int Locals { get; }

    public GuestInstruction[] Instructions { get; }

    byte Byte() => _module.Bytes[_at++];

    uint U32() => (uint)Variable(signed: false);

    long Signed() => Variable(signed: true);

    /// <summary>Any integer of variable length.</summary>
    long Variable(bool signed)
    {
        long value = 0;
        for (int shift = 0; ;)
        {
            byte b = Byte();
            value |= (long)(b & 0x7f) << shift;
            shift += 7;
            if (b < 0x80)
                return signed && shift < 64 && (b & 0x40) != 0 ? value | -1L << shift : value;
        }
    }

    long Fixed(int bytes)
    {
        ReadOnlySpan<byte> span = _module.Bytes.Slice(_at, bytes);
        _at += bytes;
        return bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(span) : BinaryPrimitives.ReadInt64LittleEndian(span);
    }

    void Read(Stack<int> open)
    {
        GuestInstruction instruction = new() { Operation = Byte() };
        switch ((Opcode)instruction.Operation)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If:
                long type = Signed();
                int parameters = type < 0 ? 0 : _module.Types[(int)type].Parameters.Length;
                int results = type < 0 ? (type == -64 ? 0 : 1) : _module.Types[(int)type].Results.Length;
                int label = instruction.Operation == (int)Opcode.Loop ? parameters : results;
                instruction.C = (long)parameters << 32 | (uint)label;
                open.Push(_instructions.Count);
                break;
            case Opcode.Else:
                Patch(open.Peek(), (ref GuestInstruction block, int next) => block.B = next);
                break;
            case Opcode.End when open.Count > 0:
                int opener = open.Pop();
                Patch(opener, (ref GuestInstruction block, int next) => block.A = next);
                if (_instructions[opener].B != 0)
                    Patch(_instructions[opener].B - 1, (ref GuestInstruction other, int next) => other.A = next);
                break;
            case Opcode.Br or Opcode.BrIf or Opcode.Call or Opcode.ReturnCall or >= Opcode.LocalGet and <= Opcode.TableSet or Opcode.RefFunc:
                instruction.A = (int)U32();
                break;
            case Opcode.BrTable:
                instruction.Labels = new int[U32() + 1];
                for (int i = 0; i < instruction.Labels.Length; i++)
                    instruction.Labels[i] = (int)U32();
                break;
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                instruction.A = (int)U32();
                instruction.B = (int)U32();
                break;
            case Opcode.SelectT:
                U32();
                Byte();
                break;
            case >= Opcode.I32Load and <= Opcode.I64Store32:
                U32();
                instruction.C = U32();
                break;
            case Opcode.MemorySize or Opcode.MemoryGrow or Opcode.RefNull:
                Byte();
                break;
            case Opcode.I32Const or Opcode.I64Const:
                instruction.C = Signed();
                break;
            case Opcode.F32Const or Opcode.F64Const:
                instruction.C = Fixed(instruction.Operation == (int)Opcode.F32Const ? 4 : 8);
                break;
            case Opcode.MiscPrefix:
                ReadMisc(ref instruction);
                break;
            case Opcode.VectorPrefix:
                ReadVector(ref instruction);
                break;
        }
        _instructions.Add(instruction);
    }

    void ReadMisc(ref GuestInstruction instruction)
    {
        int opcode = (int)U32();
        instruction.Operation = 0xfc00 | opcode;
        int indices = (MiscOpcode)opcode switch
        {
            < MiscOpcode.MemoryInit => 0,
            MiscOpcode.MemoryInit or MiscOpcode.MemoryCopy or MiscOpcode.TableInit or MiscOpcode.TableCopy => 2,
            _ => 1,
        };
        if (indices > 0)
            instruction.A = (int)U32();
        if (indices > 1)
            instruction.B = (int)U32();
    }

    void ReadVector(ref GuestInstruction instruction)
    {
        VectorOpcode opcode = (VectorOpcode)U32();
        instruction.Operation = 0xfd00 | (int)opcode;
        switch (opcode)
        {
            case <= VectorOpcode.V128Store or VectorOpcode.V128Load32Zero or VectorOpcode.V128Load64Zero:
                U32();
                instruction.C = U32();
                break;
            case VectorOpcode.V128Const or VectorOpcode.I8x16Shuffle:
                instruction.C = Fixed(8);
                instruction.D = Fixed(8);
                break;
            case >= VectorOpcode.I8x16ExtractLaneS and <= VectorOpcode.F64x2ReplaceLane:
                instruction.B = Byte();
                break;
            case >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane:
                U32();
                instruction.C = U32();
                instruction.B = Byte();
                break;
        }
    }

    delegate void Change(ref GuestInstruction instruction, int next);

    /// <summary>Tells an instruction the number of the one behind the instruction that is being read.</summary>
    void Patch(int index, Change change)
    {
        GuestInstruction instruction = _instructions[index];
        change(ref instruction, _instructions.Count + 1);
        _instructions[index] = instruction;
    }
}
