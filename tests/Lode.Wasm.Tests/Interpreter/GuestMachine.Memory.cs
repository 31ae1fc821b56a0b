using System.Buffers.Binary;

namespace Lode.Wasm.Tests.Interpreter;

/// <summary>Loads, stores, and what works on ranges.</summary>
sealed partial class GuestMachine
{
    void Access(Opcode opcode, long offset, GuestMemory memory)
    {
        if (opcode >= Opcode.I32Store)
        {
            GuestValue stored = _stack.Pop();
            Store(opcode, stored.Low, memory, _stack.Pop().U32 + offset);
            return;
        }
        long address = _stack.Pop().U32 + offset;
        _stack.Push(opcode switch
        {
            Opcode.I32Load or Opcode.F32Load => GuestValue.Of(BinaryPrimitives.ReadInt32LittleEndian(memory.Range(address, 4))),
            Opcode.I64Load or Opcode.F64Load => new(BinaryPrimitives.ReadInt64LittleEndian(memory.Range(address, 8))),
            Opcode.I32Load8S => GuestValue.Of((int)(sbyte)memory.Range(address, 1)[0]),
            Opcode.I32Load8U or Opcode.I64Load8U => GuestValue.Of((int)memory.Range(address, 1)[0]),
            Opcode.I32Load16S => GuestValue.Of((int)BinaryPrimitives.ReadInt16LittleEndian(memory.Range(address, 2))),
            Opcode.I32Load16U or Opcode.I64Load16U => GuestValue.Of((int)BinaryPrimitives.ReadUInt16LittleEndian(memory.Range(address, 2))),
            Opcode.I64Load8S => new((sbyte)memory.Range(address, 1)[0]),
            Opcode.I64Load16S => new(BinaryPrimitives.ReadInt16LittleEndian(memory.Range(address, 2))),
            Opcode.I64Load32S => new(BinaryPrimitives.ReadInt32LittleEndian(memory.Range(address, 4))),
            _ => new(BinaryPrimitives.ReadUInt32LittleEndian(memory.Range(address, 4))),
        });
    }

    static void Store(Opcode opcode, long value, GuestMemory memory, long address)
    {
        switch (opcode)
        {
            case Opcode.I32Store8 or Opcode.I64Store8:
                memory.Range(address, 1)[0] = (byte)value;
                break;
            case Opcode.I32Store16 or Opcode.I64Store16:
                BinaryPrimitives.WriteInt16LittleEndian(memory.Range(address, 2), (short)value);
                break;
            case Opcode.I64Store or Opcode.F64Store:
                BinaryPrimitives.WriteInt64LittleEndian(memory.Range(address, 8), value);
                break;
            default:
                BinaryPrimitives.WriteInt32LittleEndian(memory.Range(address, 4), (int)value);
                break;
        }
    }

    void Misc(MiscOpcode opcode, in GuestInstruction instruction, GuestInstance instance)
    {
        switch (opcode)
        {
            case <= MiscOpcode.I64TruncSatF64U:
                _stack.Push(Arithmetic.Saturate(opcode, _stack.Pop()));
                break;
            case MiscOpcode.DataDrop:
                instance.Data[instruction.A] = [];
                break;
            case MiscOpcode.ElemDrop:
                instance.Elements[instruction.A] = [];
                break;
            case MiscOpcode.TableSize:
                _stack.Push(GuestValue.Of(instance.Tables[instruction.A].Elements.Length));
                break;
            case MiscOpcode.TableGrow:
                uint more = _stack.Pop().U32;
                _stack.Push(GuestValue.Of(instance.Tables[instruction.A].Grow(more, _stack.Pop().Reference)));
                break;
            default:
                uint count = _stack.Pop().U32;
                GuestValue from = _stack.Pop();
                CopyRange(opcode, instruction, instance, _stack.Pop().U32, from, count);
                break;
        }
    }

    static void CopyRange(MiscOpcode opcode, in GuestInstruction instruction, GuestInstance instance, uint to, GuestValue from, uint count)
    {
        switch (opcode)
        {
            case MiscOpcode.MemoryInit:
                byte[] data = instance.Data[instruction.A];
                if (from.U32 + (long)count > data.Length)
                    throw GuestTrap.Memory();
                Span<byte> bytes = instance.Memories[0].Range(to, count);
                data.AsSpan((int)from.U32, (int)count).CopyTo(bytes);
                break;
            case MiscOpcode.MemoryCopy:
                Span<byte> source = instance.Memories[0].Range(from.U32, count);
                source.CopyTo(instance.Memories[0].Range(to, count));
                break;
            case MiscOpcode.MemoryFill:
                instance.Memories[0].Range(to, count).Fill((byte)from.Low);
                break;
            case MiscOpcode.TableInit:
                object?[] elements = instance.Elements[instruction.A];
                if (from.U32 + (long)count > elements.Length)
                    throw GuestTrap.Table();
                Span<object?> items = instance.Tables[instruction.B].Range(to, count);
                elements.AsSpan((int)from.U32, (int)count).CopyTo(items);
                break;
            case MiscOpcode.TableCopy:
                Span<object?> copied = instance.Tables[instruction.B].Range(from.U32, count);
                copied.CopyTo(instance.Tables[instruction.A].Range(to, count));
                break;
            case MiscOpcode.TableFill:
                instance.Tables[instruction.A].Range(to, count).Fill(from.Reference);
                break;
        }
    }
}
