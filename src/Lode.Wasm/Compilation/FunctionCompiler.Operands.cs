using System.Runtime.CompilerServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>The stack of operands and the registers that they have.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>No local.</summary>
    const int None = -1;

    Operand[] _stack = new Operand[64];
    int _count;

    /// <summary>Operands below are constants or lie in their slots: nothing that follows can change them.</summary>
    int _settled;

    /// <summary>Registers that operands or what is at hand may take.</summary>
    uint _temporaries;

    /// <summary>Registers of operands on the stack.</summary>
    uint _used;

    /// <summary>Registers that this instruction works with.</summary>
    uint _locked;

    /// <summary>Registers that hold copies of locals' slots.</summary>
    uint _holding;

    /// <summary>Of these: registers whose value the slot does not have yet.</summary>
    uint _unsaved;

    /// <summary>Registers with 32-bit integers whose upper half may not be zero.</summary>
    uint _dirty;

    /// <summary>By register: the local whose slot it mirrors, where <see cref="_holding"/> has it.</summary>
    readonly int[] _held = new int[32];

    /// <summary>By register: the place on the stack of the operand that has it, where <see cref="_used"/> has it.</summary>
    readonly int[] _owner = new int[32];

    /// <summary>By register: when the local was last used that it mirrors.</summary>
    readonly int[] _lastUse = new int[32];
    int _clock;

    void BeginOperands(in FunctionSummary function)
    {
        // Calls of the engine take some parameters that are no operands.
        int needed = function.MaxOperands + 8;
        if (_stack.Length < needed)
            _stack = new Operand[Math.Max(needed, _stack.Length * 2)];
        _count = _settled = _clock = 0;
        _used = _locked = _holding = _unsaved = _dirty = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void PushConstant(ValueKind type, long value)
    {
        ref Operand operand = ref _stack[_count++];
        operand.Kind = OperandKind.Constant;
        operand.Type = type;
        operand.Value = value;
    }

    void PushRegister(int number, ValueKind type)
    {
        ref Operand operand = ref _stack[_count];
        _owner[number] = _count++;
        operand.Kind = OperandKind.Register;
        operand.Type = type;
        operand.Number = (sbyte)number;
        _used |= 1u << number;
        _dirty &= ~(1u << number);
        if ((_holding >> number & 1) != 0)
            Forget(number);
    }

    void PushSlot(ValueKind type)
    {
        ref Operand operand = ref _stack[_count];
        operand.Kind = OperandKind.Slot;
        operand.Type = type;
        operand.Index = _count++;
    }

    /// <summary>
    /// Puts what an instruction computed on the stack. Where the register is a local's own one, <see cref="ResultRegister"/> has seen
    /// that the local is set next: then that instruction is done, too.
    /// </summary>
    void PushResult(int number, ValueKind type)
    {
        if ((_temporaries >> number & 1) != 0)
        {
            PushRegister(number, type);
            return;
        }
        bool keep = Next == Opcode.LocalTee;
        _at++;
        _instructions++;
        int local = (int)U32();
        MarkSet(local);
        if (keep)
            PushLocal(local);
    }

    /// <summary>Takes the topmost operand. Its register stays untouched during this instruction.</summary>
    Operand Pop()
    {
        ref Operand operand = ref _stack[--_count];
        if (operand.Kind == OperandKind.Register)
        {
            _used &= ~(1u << operand.Number);
            _locked |= 1u << operand.Number;
        }
        else if (operand.Kind == OperandKind.Local)
        {
            ref LocalState local = ref _locals[operand.Index];
            local.Pending = Older(operand);
            if (local.Cache >= 0)
            {
                _locked |= 1u << local.Cache;
                _lastUse[local.Cache] = ++_clock;
            }
        }
        if (_settled > _count)
            _settled = _count;
        return operand;
    }

    /// <summary>Drops operands down to a height.</summary>
    void DropTo(int height)
    {
        while (_count > height)
            Pop();
    }

    /// <summary>
    /// A register for a result: the own one of the local that is set next, where it has one and no operand still wants its old value,
    /// or that of the label that the result goes to; else -1. It may be an operand's of the instruction, all of which are taken before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Destination()
    {
        Opcode next = Next;
        if (next is Opcode.End or Opcode.Return)
            return WantedByLabel(next == Opcode.End ? _controlCount - 1 : 0);
        if (next is not (Opcode.LocalSet or Opcode.LocalTee) || _code[_at + 1] >= 0x80)
            return -1;
        ref LocalState local = ref _locals[_code[_at + 1]];
        return local.Pending < 0 ? local.Pin : -1;
    }

    /// <summary>The register in which a block's label takes its value, where that is free; else -1.</summary>
    int WantedByLabel(int control)
    {
        ref readonly ControlState state = ref _control[control];
        if (state.Label < 0 || state.Kind == BlockKind.Loop || state.LabelTypes.Length != 1)
            return -1;
        int register = CallingConvention.IsVector(state.LabelTypes[0]) ? Registers.Xmm0 : (int)Register.Rax;
        uint bit = 1u << register;
        if (((_used | _unsaved) & bit) != 0)
            return -1;
        _locked |= bit;
        return register;
    }

    /// <summary>The register of an operand that belongs to it alone, or -1.</summary>
    static int Own(in Operand operand) => operand.Kind == OperandKind.Register ? operand.Number : -1;

    /// <summary>The register that an operand is in at the moment, or -1.</summary>
    int RegisterOf(in Operand operand)
    {
        if (operand.Kind == OperandKind.Register)
            return operand.Number;
        if (operand.Kind != OperandKind.Local)
            return -1;
        ref readonly LocalState local = ref _locals[operand.Index];
        return local.Pin >= 0 ? local.Pin : local.Cache;
    }

    /// <summary>A register for a result: a local's, or one of the operands', or a new one.</summary>
    int ResultRegister(in Operand operand)
    {
        int to = Destination();
        if (to >= 0)
            return to;
        to = Own(operand);
        return to >= 0 && Registers.IsVector(to) == operand.IsVector ? Renew(to) : Allocate(operand.IsVector);
    }

    /// <summary>A register for a result of a type: a local's, or a new one.</summary>
    int NewResult(ValueKind type)
    {
        int to = Destination();
        return to >= 0 ? to : Allocate(CallingConvention.IsVector(type));
    }

    /// <summary>Undoes that the topmost operand was taken, once it is on the stack again.</summary>
    void Restore(in Operand operand)
    {
        if (operand.Kind == OperandKind.Register)
            _used |= 1u << operand.Number;
        else if (operand.Kind == OperandKind.Local)
            _locals[operand.Index].Pending = _count - 1;
    }

    /// <summary>The next older operand with the same local; -1 for none. Those that lie in slots by now are none.</summary>
    int Older(in Operand operand)
    {
        int older = (int)operand.Value;
        return older >= 0 && _stack[older].Kind == OperandKind.Local ? older : None;
    }

    /// <summary>Makes all operands below a height independent of what follows: constants or in their slots.</summary>
    void Settle(int height)
    {
        for (int i = _settled; i < height; i++)
        {
            ref Operand operand = ref _stack[i];
            if (operand.Kind == OperandKind.Register)
            {
                SpillOperand(i);
            }
            else if (operand.Kind == OperandKind.Local)
            {
                // All of a local's operands up to here are settled in this loop.
                ref LocalState local = ref _locals[operand.Index];
                if (local.Pending < height)
                    local.Pending = None;
                CopyToSlot(i);
            }
        }
        _settled = Math.Max(_settled, height);
    }

    /// <summary>Copies the local that an operand stands for to the operand's slot.</summary>
    void CopyToSlot(int index)
    {
        ref Operand operand = ref _stack[index];
        _a.Reserve(InstructionRoom);
        int register = RegisterOf(operand);
        if (register < 0)
        {
            register = operand.IsVector ? ScratchVector : (int)Scratch;
            Move(register, operand);
        }
        StoreTo(OperandSlot(index), register, operand.Type);
        operand.Kind = OperandKind.Slot;
        operand.Index = index;
    }
}
