using System.Numerics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Blocks: how they begin and end, and what is known where ways meet.</summary>
/// <remarks>
/// Operands below a block lie in their slots while it is open, if any branch goes to it. A label takes a single value in rax or xmm0 and
/// several ones in transfer slots. Registers that mirror locals survive where all ways to a label agree.
/// </remarks>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Entries of <see cref="_labelHeld"/> per open block: 32 registers at its label, 32 at its <c>else</c>.</summary>
    const int HeldPerBlock = 64;

    ControlState[] _control = new ControlState[16];
    int[] _labelHeld = new int[16 * HeldPerBlock];
    int _controlCount;

    void BeginControl(in FunctionSummary function)
    {
        if (_control.Length < function.MaxNesting + 1)
        {
            _control = new ControlState[Math.Max(function.MaxNesting + 1, _control.Length * 2)];
            _labelHeld = new int[_control.Length * HeldPerBlock];
        }
        _controlCount = 0;
        _pinLoop = _flagsAt = -1;
        _loopPinned = _loopChanged = 0;
        _engineCall = 0;
        PushControl(BlockKind.Function, 0, _type.ResultKinds, targeted: true);
        _stackLabel = _layout.NewLabel();
    }

    ref ControlState PushControl(BlockKind kind, int block, ValueKind[] labelTypes, bool targeted)
    {
        ref ControlState state = ref _control[_controlCount++];
        state = new()
        {
            Kind = kind,
            Block = block,
            Label = targeted ? _layout.NewLabel() : -1,
            ElseLabel = -1,
            ArmEnd = _blocks[block].Else != 0 ? _blocks[block].Else : _blocks[block].End,
            LabelTypes = labelTypes,
        };
        return ref state;
    }

    void OpenBlock()
    {
        int number = _nextBlock++;
        ref readonly BlockSummary block = ref _blocks[number];
        ValueKind[] parameters = BlockTypes.Parameters(_module, block.Type);
        bool targeted = (block.Traits & BlockTraits.Targeted) != 0;
        int height = _count - parameters.Length;
        if (block.Kind == BlockKind.Loop)
        {
            PushControl(BlockKind.Loop, number, parameters, targeted).Height = height;
            if (targeted)
                BeginLoop();
            return;
        }
        if (targeted)
            Settle(height);
        PushControl(BlockKind.Block, number, BlockTypes.Results(_module, block.Type), targeted).Height = height;
    }

    void BeginLoop()
    {
        ref ControlState loop = ref _control[_controlCount - 1];
        Settle(loop.Height);
        BringValues(loop.LabelTypes, leaves: false);
        TakeValues(ref loop);
        SaveAll();
        PinForLoop();
        ForgetAll();
        Bind(loop.Label);
        _a.Alu(AluOperation.Compare, true, Register.Rsp, new Address(Register.R15, Runtime.ContextLayout.StackLimit));
        JumpIfTrapped(Condition.Below, TrapKind.StackOverflow);
        BeginFuelRegion();
        PushValues(loop.LabelTypes);
    }

    void OpenIf()
    {
        Signed();
        OpenIf(TestTop());
    }

    void OpenIf(Test test)
    {
        int number = _nextBlock++;
        ref readonly BlockSummary block = ref _blocks[number];
        ValueKind[] parameters = BlockTypes.Parameters(_module, block.Type);
        int height = _count - parameters.Length;
        Settle(_count);
        PutIntoSlots(height);
        ref ControlState state = ref PushControl(BlockKind.If, number, BlockTypes.Results(_module, block.Type), targeted: true);
        state.Height = height;
        state.ElseLabel = _layout.NewLabel();
        // Without else the other way leads to where both meet: there everything has to be in its slot.
        if ((block.Traits & BlockTraits.HasElse) == 0)
            SaveAll();
        JumpUnless(test, state.ElseLabel);
        state.ElseHolding = _holding;
        state.ElseDirty = _dirty;
        state.ElseUnsaved = _unsaved;
        SaveHeld(_controlCount - 1, 32, _holding);
        BeginFuelRegion();
    }

    /// <summary>Puts constants from a height up into their slots, too: the parameters of an <c>if</c>, which both ways take from there.</summary>
    void PutIntoSlots(int height)
    {
        for (int i = height; i < _count; i++)
        {
            ref Operand operand = ref _stack[i];
            if (operand.Kind != OperandKind.Constant)
                continue;
            _a.Reserve(InstructionRoom);
            StoreOperand(OperandSlot(i), operand);
            operand.Kind = OperandKind.Slot;
            operand.Index = i;
        }
    }

    void Else()
    {
        ref ControlState state = ref _control[_controlCount - 1];
        EndArm(ref state);
        BeginElse(ref state);
    }

    /// <summary>Leads the end of what is being read to the block's label.</summary>
    void EndArm(ref ControlState state)
    {
        BringValues(state.LabelTypes, leaves: true);
        SaveAll();
        Reach(_controlCount - 1);
        _layout.Jump(_a, state.Label);
    }

    void BeginElse(ref ControlState state)
    {
        ref readonly BlockSummary block = ref _blocks[state.Block];
        DropTo(state.Height);
        _locked = 0;
        Bind(state.ElseLabel);
        state.ElseLabel = -1;
        state.ArmEnd = block.End;
        TakeHeld(_controlCount - 1, 32, state.ElseHolding);
        _dirty = state.ElseDirty;
        _unsaved = state.ElseUnsaved;
        foreach (ValueKind kind in BlockTypes.Parameters(_module, block.Type))
            PushSettled(kind);
        BeginFuelRegion();
    }

    void PushSettled(ValueKind kind)
    {
        PushSlot(kind);
        _settled = _count;
    }

    void End()
    {
        ref ControlState state = ref _control[_controlCount - 1];
        if (state.Label < 0 || state.Kind == BlockKind.Loop)
        {
            _controlCount--;
            EndPins(reached: true);
            return;
        }
        BringValues(state.LabelTypes, leaves: true);
        SaveFor(_controlCount - 1);
        Reach(_controlCount - 1);
        if (state.ElseLabel >= 0)
        {
            // The way without else brings the parameters as the results.
            if (state.LabelTypes.Length > 0)
            {
                _layout.Jump(_a, state.Label);
                BeginElse(ref state);
                BringValues(state.LabelTypes, leaves: true);
                Reach(_controlCount - 1);
            }
            else
            {
                BeginElse(ref state);
                Reach(_controlCount - 1);
            }
        }
        EndAtLabel();
    }

    /// <summary>Goes on behind a block's label.</summary>
    void EndAtLabel()
    {
        ref ControlState state = ref _control[--_controlCount];
        DropTo(state.Height);
        _locked = 0;
        Bind(state.Label);
        if (state.Kind == BlockKind.Function)
        {
            ReturnValues();
            Epilogue();
            return;
        }
        TakeHeld(_controlCount, 0, state.Holding);
        _dirty = state.Dirty;
        PushValues(state.LabelTypes);
        BeginFuelRegion();
    }

    /// <summary>Skips what is never reached: goes on at the next label that is.</summary>
    void GoDead()
    {
        while (true)
        {
            ref ControlState state = ref _control[_controlCount - 1];
            DropTo(state.Height);
            _locked = 0;
            ForgetAll();
            _dirty = 0;
            _at = state.ArmEnd + 1;
            while (_nextBlock < _blockCount && _blocks[_nextBlock].Start <= state.ArmEnd)
                _nextBlock++;
            _a.Reserve(InstructionRoom);
            if (state.ElseLabel >= 0)
            {
                if (_blocks[state.Block].Else != 0)
                {
                    BeginElse(ref state);
                    return;
                }
                BeginElse(ref state);
                BringValues(state.LabelTypes, leaves: true);
                Reach(_controlCount - 1);
            }
            if (state.Kind != BlockKind.Loop && state.IsReached)
            {
                EndAtLabel();
                return;
            }
            if (--_controlCount == 0)
                return;
            EndPins(reached: false);
        }
    }

    /// <summary>Says that a branch goes to a block's label with what registers hold now.</summary>
    void Reach(int control)
    {
        ref ControlState state = ref _control[control];
        if (state.Kind is BlockKind.Loop or BlockKind.Function)
        {
            state.IsReached = true;
            return;
        }
        if (!state.IsReached)
        {
            state.IsReached = true;
            state.Holding = _holding;
            state.Dirty = _dirty;
            SaveHeld(control, 0, _holding);
            return;
        }
        uint common = state.Holding & _holding;
        for (uint left = common; left != 0; left &= left - 1)
        {
            int number = BitOperations.TrailingZeroCount(left);
            if (_labelHeld[control * HeldPerBlock + number] != _held[number])
                common &= ~(1u << number);
        }
        state.Holding = common;
        state.Dirty |= _dirty;
    }

    void SaveHeld(int control, int offset, uint holding)
    {
        for (uint left = holding; left != 0; left &= left - 1)
        {
            int number = BitOperations.TrailingZeroCount(left);
            _labelHeld[control * HeldPerBlock + offset + number] = _held[number];
        }
    }

    void TakeHeld(int control, int offset, uint holding)
    {
        ForgetAll();
        for (uint left = holding; left != 0; left &= left - 1)
        {
            int number = BitOperations.TrailingZeroCount(left);
            Hold(number, _labelHeld[control * HeldPerBlock + offset + number]);
        }
    }
}
