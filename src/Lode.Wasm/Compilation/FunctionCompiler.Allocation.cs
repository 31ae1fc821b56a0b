using System.Numerics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Which registers are free, and how they become so.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Says that a register gets another value.</summary>
    int Renew(int number)
    {
        _dirty &= ~(1u << number);
        return number;
    }

    /// <summary>A free register, which stays untouched during this instruction.</summary>
    int Allocate(bool vector)
    {
        uint free = _temporaries & (vector ? Registers.Vector : Registers.General) & ~(_used | _locked);
        if (free == 0)
            free = Spill(vector);
        uint empty = free & ~_holding;
        int number = empty != 0 ? BitOperations.TrailingZeroCount(empty) : Oldest(free);
        if (empty == 0)
            Release(number);
        _locked |= 1u << number;
        return Renew(number);
    }

    /// <summary>Of registers that mirror locals the one that was not used for the longest time.</summary>
    int Oldest(uint registers)
    {
        int oldest = BitOperations.TrailingZeroCount(registers);
        for (uint left = registers & registers - 1; left != 0; left &= left - 1)
        {
            int number = BitOperations.TrailingZeroCount(left);
            if (_lastUse[number] < _lastUse[oldest])
                oldest = number;
        }
        return oldest;
    }

    Register AllocateGeneral() => (Register)Allocate(vector: false);

    XmmRegister AllocateVector() => (XmmRegister)(Allocate(vector: true) - Registers.Xmm0);

    /// <summary>Takes the register of the lowest operand that has one. Gives it as a set.</summary>
    uint Spill(bool vector)
    {
        uint candidates = _used & (vector ? Registers.Vector : Registers.General) & ~_locked;
        if (candidates == 0)
            throw new OutOfRegistersException();
        int lowest = BitOperations.TrailingZeroCount(candidates);
        for (uint left = candidates & candidates - 1; left != 0; left &= left - 1)
        {
            int number = BitOperations.TrailingZeroCount(left);
            if (_owner[number] < _owner[lowest])
                lowest = number;
        }
        SpillOperand(_owner[lowest]);
        return 1u << lowest;
    }

    /// <summary>Moves an operand from its register to its slot.</summary>
    void SpillOperand(int index)
    {
        ref Operand operand = ref _stack[index];
        _a.Reserve(InstructionRoom);
        StoreTo(OperandSlot(index), operand.Number, operand.Type);
        _used &= ~(1u << operand.Number);
        operand.Kind = OperandKind.Slot;
        operand.Index = index;
    }

    /// <summary>Moves all operands below a height from registers to slots: what follows changes all registers.</summary>
    void Flush(int height)
    {
        for (uint left = _used; left != 0; left &= left - 1)
        {
            int index = _owner[BitOperations.TrailingZeroCount(left)];
            if (index < height)
                SpillOperand(index);
        }
    }

    /// <summary>Frees a register that an instruction needs: moves the operand that has it, forgets the copy that it is.</summary>
    void Evict(int number)
    {
        uint bit = 1u << number;
        uint free = _temporaries & (Registers.IsVector(number) ? Registers.Vector : Registers.General) & ~(_used | _locked | _holding | bit);
        if ((_holding & bit) != 0)
        {
            if (free == 0)
                Release(number);
            else
                MoveHeld(number, BitOperations.TrailingZeroCount(free));
            return;
        }
        if ((_used & bit) == 0)
            return;
        int index = _owner[number];
        ref Operand operand = ref _stack[index];
        if (free == 0)
        {
            SpillOperand(index);
            return;
        }
        int to = BitOperations.TrailingZeroCount(free);
        MoveRegister(to, number, operand.Type);
        _used = _used & ~bit | 1u << to;
        _owner[to] = index;
        operand.Number = (sbyte)to;
        Renew(to);
    }

    /// <summary>Lets another register mirror the local that one does.</summary>
    void MoveHeld(int from, int to)
    {
        int index = _held[from];
        bool unsaved = (_unsaved >> from & 1) != 0;
        MoveRegister(to, from, _locals[index].Type);
        Renew(to);
        Hold(to, index);
        if (unsaved)
            _unsaved |= 1u << to;
    }
}
