using System.Numerics;

namespace Lode.Wasm.Compilation;

/// <summary>Locals that have a register of their own within a loop.</summary>
/// <remarks>
/// In functions with calls most registers are free for locals only as long as nothing is called. So the outermost loops without calls
/// get locals of their own: loaded before the loop, saved on the ways out. Ways out of conditional branches save on the side, not in
/// the loop.
/// </remarks>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>
    /// Registers for it: r9, r10, xmm5 to xmm9, and r8 where r13 remains. As many as an instruction may have in hand remain for operands.
    /// </summary>
    const uint LoopRegisters = 0x0600 | 0x03e0_0000;

    /// <summary>The weight of uses in a loop from which it pays.</summary>
    const uint LeastLoopUses = 2;

    readonly int[] _loopBest = new int[16];
    int[] _loopLocals = new int[64];
    uint[] _loopUses = new uint[64];
    bool[] _loopSets = new bool[64];

    /// <summary>The offset of the last call of the engine that was found.</summary>
    int _engineCall;

    /// <summary>The loop among the open blocks; -1 for none.</summary>
    int _pinLoop = -1;

    /// <summary>Registers that locals have in the loop, and those of them that it changes.</summary>
    uint _loopPinned, _loopChanged;

    /// <summary>By register: the local that has it in the loop.</summary>
    readonly int[] _loopLocal = new int[32];

    /// <summary>Gives locals registers for a loop that begins, where it is one of those.</summary>
    void PinForLoop()
    {
        int number = _control[_controlCount - 1].Block;
        ref readonly BlockSummary block = ref _blocks[number];
        if (!_hasCalls || _pinLoop >= 0 || (block.Traits & BlockTraits.Calls) != 0)
            return;
        // No byte is read more than twice, however loops lie within each other.
        if (_engineCall > block.Start && _engineCall < block.End)
            return;
        int count = CountLoopUses(number);
        if (_engineCall <= block.Start)
            AssignLoopRegisters(count);
        for (int i = 0; i < count; i++)
        {
            _loopUses[_loopLocals[i]] = 0;
            _loopSets[_loopLocals[i]] = false;
        }
    }

    /// <summary>Counts uses of locals without registers in a loop, up to a call of the engine. Gives the number of these locals.</summary>
    int CountLoopUses(int number)
    {
        ref readonly BlockSummary block = ref _blocks[number];
        if (_loopUses.Length < _locals.Length)
        {
            _loopUses = new uint[_locals.Length];
            _loopSets = new bool[_locals.Length];
            _loopLocals = new int[_locals.Length];
        }
        int count = 0, current = number, nextBlock = _nextBlock;
        uint weight = 1;
        for (int at = block.Start; at < block.End;)
        {
            Opcode opcode = (Opcode)_code[at++];
            if (opcode is Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee)
            {
                int index = (int)LoopScan.Read(_code, ref at);
                if (_locals[index].Pin >= 0)
                    continue;
                if (_loopUses[index] == 0)
                    _loopLocals[count++] = index;
                _loopUses[index] += Math.Min(weight, int.MaxValue - _loopUses[index]);
                _loopSets[index] |= opcode != Opcode.LocalGet;
                continue;
            }
            bool calls = LoopScan.IsCall(opcode);
            at = LoopScan.Skip(_code, at, opcode, ref calls);
            if (calls)
            {
                _engineCall = at - 1;
                break;
            }
            if (opcode is Opcode.Block or Opcode.Loop or Opcode.If)
                current = nextBlock++;
            else if (opcode == Opcode.End)
                current = _blocks[current].Parent;
            else
                continue;
            weight = 1u << Math.Min(_blocks[current].LoopDepth - block.LoopDepth, 6) * FunctionValidator.LoopWeightBits;
        }
        return count;
    }

    void AssignLoopRegisters(int count)
    {
        const uint R8 = 1u << (int)Assembly.Register.R8, R13 = 1u << (int)Assembly.Register.R13;
        uint free = _withoutPins ? 0 : (LoopRegisters | ((_temporaries & R13) != 0 ? R8 : 0)) & _temporaries;
        uint taken = Choose(count, free & Registers.General, vector: false) | Choose(count, free & Registers.Vector, vector: true);
        // Also without any: loops within this one need not be looked at.
        _pinLoop = _controlCount - 1;
        _loopPinned = taken;
        _temporaries &= ~taken;
        LoadLoopLocals();
    }

    /// <summary>Gives the most used locals of one kind registers. Gives the registers.</summary>
    uint Choose(int count, uint free, bool vector)
    {
        int most = BitOperations.PopCount(free), found = 0;
        for (int i = 0; i < count; i++)
        {
            int index = _loopLocals[i];
            if (CallingConvention.IsVector(_locals[index].Type) == vector && _loopUses[index] >= LeastLoopUses)
                LocalAllocation.Insert(_loopBest.AsSpan(0, most), ref found, index, _loopUses);
        }
        uint taken = 0;
        for (int i = 0; i < found; i++)
        {
            int register = BitOperations.TrailingZeroCount(free);
            free &= free - 1;
            taken |= 1u << register;
            _loopLocal[register] = _loopBest[i];
            if (_loopSets[_loopBest[i]])
                _loopChanged |= 1u << register;
        }
        return taken;
    }

    /// <summary>Loads the locals' values; everything is saved, and registers may still mirror some.</summary>
    void LoadLoopLocals()
    {
        _moves.Clear();
        for (uint left = _loopPinned; left != 0; left &= left - 1)
        {
            int register = BitOperations.TrailingZeroCount(left);
            ref LocalState local = ref _locals[_loopLocal[register]];
            if (local.Cache >= 0)
                _moves.Add(register, local.Cache, local.Type);
        }
        _moves.Emit(_a);
        for (uint left = _loopPinned; left != 0; left &= left - 1)
        {
            int register = BitOperations.TrailingZeroCount(left), index = _loopLocal[register];
            if (_locals[index].Cache < 0)
                LoadFrom(register, ReadSlot(index), _locals[index].Type);
        }
        ForgetAll();
        for (uint left = _loopPinned; left != 0; left &= left - 1)
        {
            int register = BitOperations.TrailingZeroCount(left);
            _locals[_loopLocal[register]].Pin = (sbyte)register;
        }
        _dirty &= ~_loopPinned;
    }

    /// <summary>Whether a branch leaves the loop, with something to save.</summary>
    bool LeavesLoop(int target) => target < _pinLoop && target != 0 && _loopChanged != 0;

    /// <summary>Puts what the loop changes into the slots.</summary>
    void SaveLoopLocals()
    {
        for (uint left = _loopChanged; left != 0; left &= left - 1)
        {
            int register = BitOperations.TrailingZeroCount(left), index = _loopLocal[register];
            StoreTo(WriteSlot(index), register, _locals[index].Type);
        }
    }

    /// <summary>At the end of a block: where it is the loop, its registers become free.</summary>
    void EndPins(bool reached)
    {
        if (_controlCount != _pinLoop)
            return;
        if (reached)
            SaveLoopLocals();
        _temporaries |= _loopPinned;
        for (uint left = _loopPinned; left != 0; left &= left - 1)
        {
            int register = BitOperations.TrailingZeroCount(left), index = _loopLocal[register];
            // Operands that stand for the local find it in its slot, or here.
            _locals[index].Pin = -1;
            if (reached)
                Hold(register, index);
        }
        _loopPinned = _loopChanged = 0;
        _pinLoop = -1;
    }
}
