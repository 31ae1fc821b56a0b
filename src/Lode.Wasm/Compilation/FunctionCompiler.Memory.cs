using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>Loads and stores of linear memory, its size, and globals.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Reads alignment and offset. Gives the offset.</summary>
    uint Offset()
    {
        U32();
        return U32();
    }

    /// <summary>The place in memory that an operand and an offset name. May use the scratch register.</summary>
    Address AddressOf(in Operand index, uint offset, int bytes)
    {
        if (_options.ExplicitBounds)
            return CheckedAddress(index, offset, bytes);
        if (index.Kind == OperandKind.Constant)
        {
            ulong sum = (ulong)(uint)index.Value + offset;
            if (sum <= int.MaxValue)
                return new(Register.R14, (int)sum);
            _a.MoveImmediate64(Scratch, (long)sum);
            return new(Register.R14, Scratch, 0, 0);
        }
        Register register = UseClean(index);
        if (offset <= int.MaxValue)
            return new(Register.R14, register, 0, (int)offset);
        _a.MoveImmediate32(Scratch, (int)offset);
        _a.Alu(AluOperation.Add, true, Scratch, register);
        return new(Register.R14, Scratch, 0, 0);
    }

    /// <summary>The same, after a comparison with the memory's size. The index stays in the scratch register.</summary>
    Address CheckedAddress(in Operand index, uint offset, int bytes)
    {
        const Register Memory = Register.R13;
        ulong constant = index.Kind == OperandKind.Constant ? (uint)index.Value : 0;
        _a.MoveImmediate64(Scratch, (long)(constant + offset + (ulong)bytes));
        if (index.Kind != OperandKind.Constant)
            _a.Alu(AluOperation.Add, true, Scratch, UseClean(index));
        _a.Load(true, Memory, new Address(Register.R15, ContextLayout.Memory));
        _a.Alu(AluOperation.Compare, true, Scratch, new Address(Memory, MemoryLayout.Length));
        JumpIfTrapped(Condition.Above, TrapKind.MemoryOutOfBounds);
        return new(Register.R14, Scratch, 0, -bytes);
    }

    void Load(Opcode opcode)
    {
        uint offset = Offset();
        if (FoldLoad(opcode, offset))
            return;
        ValueKind type = MemoryShapes.Kind(opcode);
        Operand index = Pop();
        Address from = AddressOf(index, offset, 1 << MemoryShapes.AccessBits(opcode));
        int to = CallingConvention.IsVector(type) ? NewResult(type) : ResultRegister(index);
        AddSite(SiteKind.Access);
        Register register = (Register)to;
        switch (opcode)
        {
            case Opcode.I32Load8S or Opcode.I64Load8S:
                _a.LoadSignExtend8(opcode == Opcode.I64Load8S, register, from);
                break;
            case Opcode.I32Load8U or Opcode.I64Load8U:
                _a.LoadZeroExtend8(register, from);
                break;
            case Opcode.I32Load16S or Opcode.I64Load16S:
                _a.LoadSignExtend16(opcode == Opcode.I64Load16S, register, from);
                break;
            case Opcode.I32Load16U or Opcode.I64Load16U:
                _a.LoadZeroExtend16(register, from);
                break;
            case Opcode.I64Load32S:
                _a.LoadSignExtend32(register, from);
                break;
            case Opcode.I64Load32U:
                _a.Load(false, register, from);
                break;
            default:
                LoadFrom(to, from, type);
                break;
        }
        PushResult(to, type);
    }

    void Store(Opcode opcode)
    {
        uint offset = Offset();
        Operand value = Pop(), index = Pop();
        int bytes = 1 << MemoryShapes.AccessBits(opcode);
        bool immediate = value.IsImmediate && !value.IsVector;
        int register = immediate ? 0 : value.IsVector && value.Kind == OperandKind.Constant ? Use(AsInteger(value)) : Use(value);
        Address to = AddressOf(index, offset, bytes);
        AddSite(SiteKind.Access);
        switch (bytes)
        {
            case 1 when immediate:
                _a.StoreImmediate8(to, (int)value.Value);
                break;
            case 1:
                _a.Store8(to, (Register)register);
                break;
            case 2 when immediate:
                _a.StoreImmediate16(to, (int)value.Value);
                break;
            case 2:
                _a.Store16(to, (Register)register);
                break;
            default:
                if (immediate)
                    _a.StoreImmediate(bytes == 8, to, (int)value.Value);
                else if (opcode == Opcode.I64Store32)
                    _a.Store(false, to, (Register)register);
                else
                    StoreTo(to, register, value.Type);
                break;
        }
    }

    void SizeMemory()
    {
        int to = NewResult(ValueKind.Int32);
        _a.Load(true, (Register)to, new Address(Register.R15, ContextLayout.Memory));
        _a.Load(true, (Register)to, new Address((Register)to, MemoryLayout.Length));
        _a.Shift(ShiftOperation.Right, true, (Register)to, 16);
        PushResult(to, ValueKind.Int32);
    }

    /// <summary>Where a global lies. Of an imported one the pointer goes to the scratch register.</summary>
    Address GlobalAddress(int index)
    {
        if (index >= _module.ImportedGlobalCount)
            return new(Register.R15, _context.Global(index));
        _a.Load(true, Scratch, new Address(Register.R15, _context.GlobalImport(index)));
        return new(Scratch);
    }

    void GetGlobal(int index)
    {
        ValueKind type = _module.GlobalList[index].Content;
        Address from = GlobalAddress(index);
        int to = NewResult(type);
        LoadFrom(to, from, type);
        PushResult(to, type);
    }

    void SetGlobal(int index)
    {
        Operand value = Pop();
        if (value.Kind != OperandKind.Constant || !value.IsImmediate || value.IsVector)
            value = InAnyRegister(value);
        StoreOperand(GlobalAddress(index), value);
    }

    /// <summary>An operand in a register: as it is, or loaded into a new one.</summary>
    Operand InAnyRegister(in Operand operand) => new() { Kind = OperandKind.Register, Type = operand.Type, Number = (sbyte)Use(operand) };
}
