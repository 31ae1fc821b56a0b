using System.Numerics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>The frame: saved registers, slots, prologue and epilogue.</summary>
/// <remarks>
/// From rbp downwards: general registers that are saved, vector registers that are saved, then slots in the order in which they are
/// first needed. The prologue is made last, when it is known what the code needs.
/// </remarks>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Frames up to this size are checked by rsp alone: the stack's limit leaves room for them.</summary>
    const int UncheckedFrame = 4096;

    /// <summary>Functions that call nothing and do not loop need no check at all while their frame is this small.</summary>
    const int UncheckedLeaf = 512;

    int[] _operandSlots = [], _transferSlots = [];
    readonly ParallelMoves _moves = new();
    int _slotsUsed, _transfersUsed;

    /// <summary>Registers of locals.</summary>
    uint _pinned;
    bool _hasCalls, _wideSlots;

    /// <summary>Bytes below rbp.</summary>
    int _frame;

    /// <summary>The most bytes that a call takes from the stack.</summary>
    int _outgoing;

    void BeginFrame()
    {
        _hasCalls = (_traits & (FunctionTraits.Calls | FunctionTraits.EngineCalls)) != 0;
        _frame = 0;
        _outgoing = 0;
        Array.Clear(_operandSlots, 0, Math.Min(_slotsUsed, _operandSlots.Length));
        Array.Clear(_transferSlots, 0, Math.Min(_transfersUsed, _transferSlots.Length));
        _slotsUsed = _transfersUsed = 0;
    }

    uint SavedRegisters => _pinned & Registers.Saved;

    /// <summary>Makes room for the registers that are saved.</summary>
    void BeginSlots(in FunctionSummary function)
    {
        _wideSlots = _hasVectors || (_traits & FunctionTraits.Vectors) != 0;
        foreach (int index in function.UsedLocals)
            _wideSlots |= function.Locals[index] == ValueKind.V128;
        _frame = BitOperations.PopCount(SavedRegisters & Registers.General) * 8 + BitOperations.PopCount(SavedRegisters & Registers.Vector) * 16;
    }

    int NewSlot() => -(_frame += _wideSlots ? 16 : 8);

    /// <summary>The slot of a place on the operand stack.</summary>
    Address OperandSlot(int place) => new(Register.Rbp, SlotIn(ref _operandSlots, ref _slotsUsed, place));

    /// <summary>The slot through which branches bring a value where a label takes several.</summary>
    Address TransferSlot(int place) => new(Register.Rbp, SlotIn(ref _transferSlots, ref _transfersUsed, place));

    int SlotIn(ref int[] slots, ref int used, int place)
    {
        if (place >= slots.Length)
            Array.Resize(ref slots, Math.Max(place + 1, slots.Length * 2));
        if (place >= used)
            used = place + 1;
        ref int slot = ref slots[place];
        if (slot == 0)
            slot = NewSlot();
        return slot;
    }

    /// <summary>A local's slot, to be read.</summary>
    Address ReadSlot(int local)
    {
        _locals[local].SlotIsRead = true;
        return WriteSlot(local);
    }

    /// <summary>A local's slot, to be written.</summary>
    Address WriteSlot(int local)
    {
        ref int slot = ref _locals[local].Slot;
        if (slot == 0)
            slot = NewSlot();
        return new(Register.Rbp, slot);
    }

    /// <summary>Brings the result home and returns.</summary>
    void Epilogue()
    {
        int saved = BitOperations.PopCount(SavedRegisters & Registers.General) * 8, vectors = saved;
        for (uint left = SavedRegisters & Registers.Vector; left != 0; left &= left - 1)
        {
            vectors += 16;
            _a.Vex(VexCode.Vmovups, Xmm(BitOperations.TrailingZeroCount(left)), new Address(Register.Rbp, -vectors));
        }
        if (saved == 0 && _frame > 0)
        {
            _a.Leave();
        }
        else
        {
            if (_frame > saved)
                ReleaseSlots(saved);
            RestoreGeneral();
            _a.Pop(Register.Rbp);
        }
        _a.Return(_convention.ParameterBytes);
    }

    void ReleaseSlots(int saved) => _a.LoadAddress(true, Register.Rsp, new Address(Register.Rbp, -saved));

    void RestoreGeneral()
    {
        for (uint left = SavedRegisters & Registers.General; left != 0;)
        {
            int last = 31 - BitOperations.LeadingZeroCount(left);
            left &= ~(1u << last);
            _a.Pop((Register)last);
        }
    }

    /// <summary>Writes the prologue and behind it the code, in its final form.</summary>
    void Finish(Assembler target, List<Fixup> fixups)
    {
        _layout.Settle();
        int start = target.Position;
        target.Reserve(InstructionRoom + 32 * _usedCount);
        int check = Prologue(target);
        int body = target.Position;
        _layout.CopyTo(_a, target);
        if (check >= 0)
            body -= FinishCheck(target, check, body + _layout.Settled(_stackLabel) - (check + 4));
        foreach ((int position, int jumps, int callee) in _calls)
            fixups.Add(new(body + _layout.Settled(position, jumps), callee));
        FinishTables(target, body);
        FinishConstants(target, body);
        FinishSites(body - start);
    }

    /// <summary>Leads the check of the stack to its place, with a short jump where it reaches. Gives the bytes by which the code behind moves.</summary>
    static int FinishCheck(Assembler target, int check, int distance)
    {
        if (distance > sbyte.MaxValue)
        {
            target.Write32(check, distance);
            return 0;
        }
        const int Saved = 4;
        byte* jump = target.Buffer + check - 2;
        int behind = target.Position - (check + 4);
        jump[0] = 0x70 | (byte)Condition.Below;
        jump[1] = (byte)distance;
        new ReadOnlySpan<byte>(jump + 6, behind).CopyTo(new Span<byte>(jump + 2, behind));
        target.Truncate(target.Position - Saved);
        return Saved;
    }

    /// <summary>Emits the prologue. Gives where the displacement to the code behind a failed check lies; -1 without check.</summary>
    int Prologue(Assembler a)
    {
        int check = -1;
        a.Push(Register.Rbp);
        a.Move(true, Register.Rbp, Register.Rsp);
        if (NeedsStackCheck)
            check = StackCheck(a);
        int saved = 0;
        for (uint left = SavedRegisters & Registers.General; left != 0; left &= left - 1)
        {
            a.Push((Register)BitOperations.TrailingZeroCount(left));
            saved += 8;
        }
        if (_frame > saved)
            a.Alu(AluOperation.Subtract, true, Register.Rsp, _frame - saved);
        for (uint left = SavedRegisters & Registers.Vector; left != 0; left &= left - 1)
        {
            saved += 16;
            a.Vex(VexCode.VmovupsStore, Xmm(BitOperations.TrailingZeroCount(left)), new Address(Register.Rbp, -saved));
        }
        PlaceParameters(a);
        ZeroLocals(a);
        return check;
    }

    bool NeedsStackCheck => (_traits & (FunctionTraits.Calls | FunctionTraits.TailCalls | FunctionTraits.EngineCalls)) != 0 || _frame > UncheckedLeaf;

    int StackCheck(Assembler a)
    {
        int bytes = _frame + _outgoing;
        if (bytes > UncheckedFrame)
        {
            a.LoadAddress(true, Scratch, new Address(Register.Rsp, -bytes));
            a.Alu(AluOperation.Compare, true, Scratch, new Address(Register.R15, ContextLayout.StackLimit));
        }
        else
        {
            a.Alu(AluOperation.Compare, true, Register.Rsp, new Address(Register.R15, ContextLayout.StackLimit));
        }
        return a.JumpLater(Condition.Below);
    }

    /// <summary>Takes parameters from where they arrive to where the code expects them.</summary>
    void PlaceParameters(Assembler a)
    {
        _moves.Clear();
        for (int i = 0; i < _usedCount; i++)
        {
            ref readonly LocalState local = ref _locals[_usedLocals[i]];
            if (local.Arrival < 0)
                continue;
            if (local.Pin >= 0)
                _moves.Add(local.Pin, local.Arrival, local.Type);
            else if (local.SlotIsRead)
                StoreParameter(a, local);
        }
        _moves.Emit(a);
        for (int i = 0; i < _usedCount; i++)
        {
            ref readonly LocalState local = ref _locals[_usedLocals[i]];
            if (local.Pin < 0 || local.Slot <= 0)
                continue;
            Address from = new(Register.Rbp, local.Slot);
            if (!Registers.IsVector(local.Pin))
                a.Load(local.Type != ValueKind.Int32, (Register)local.Pin, from);
            else
                a.Vex(local.Type switch { ValueKind.Float32 => VexCode.Vmovss, ValueKind.V128 => VexCode.Vmovups, _ => VexCode.Vmovsd }, Xmm(local.Pin), from);
        }
    }

    static void StoreParameter(Assembler a, in LocalState local)
    {
        Address to = new(Register.Rbp, local.Slot);
        if (!Registers.IsVector(local.Arrival))
            a.Store(local.Type != ValueKind.Int32, to, (Register)local.Arrival);
        else
            a.Vex(local.Type switch { ValueKind.Float32 => VexCode.VmovssStore, ValueKind.V128 => VexCode.VmovupsStore, _ => VexCode.VmovsdStore }, Xmm(local.Arrival), to);
    }

    /// <summary>Makes the locals zero that may be read before they are set.</summary>
    void ZeroLocals(Assembler a)
    {
        bool scratchIsZero = false;
        for (int i = 0; i < _usedCount; i++)
        {
            ref readonly LocalState local = ref _locals[_usedLocals[i]];
            if (!local.NeedsZero || local.Pin < 0 && !local.SlotIsRead)
                continue;
            if (local.Pin >= Registers.Xmm0)
            {
                a.Vex(VexCode.Vxorps, Xmm(local.Pin), Xmm(local.Pin), Xmm(local.Pin));
                continue;
            }
            if (local.Pin >= 0)
            {
                a.Zero((Register)local.Pin);
                continue;
            }
            if (!scratchIsZero)
                a.Zero(Scratch);
            scratchIsZero = true;
            a.Store(true, new Address(Register.Rbp, local.Slot), Scratch);
            if (local.Type == ValueKind.V128)
                a.Store(true, new Address(Register.Rbp, local.Slot + 8), Scratch);
        }
    }
}
