using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Branches, and the values that they bring.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Puts the topmost operands where labels of these types expect them. They stay on the stack. Changes no flags.</summary>
    /// <param name="types">The types.</param>
    /// <param name="leaves">Whether nothing follows here: what is not needed at the label need not be kept in a register.</param>
    void BringValues(ValueKind[] types, bool leaves)
    {
        if (types.Length == 0)
            return;
        int first = _count - types.Length;
        if (types.Length > 1)
        {
            for (int i = 0; i < types.Length; i++)
            {
                _a.Reserve(InstructionRoom);
                StoreOperand(TransferSlot(i), _stack[first + i]);
            }
            return;
        }
        int to = CallingConvention.IsVector(types[0]) ? Registers.Xmm0 : (int)Register.Rax;
        ref Operand value = ref _stack[first];
        if (value.Kind == OperandKind.Register && value.Number == to)
        {
            if ((_dirty >> to & 1) != 0 && types[0] == ValueKind.Int32)
                _a.Move(false, Register.Rax, Register.Rax);
        }
        else
        {
            _locked |= 1u << to;
            Operand source = Pop();
            int from = RegisterOf(source);
            if (from != to)
            {
                if (leaves && (_holding >> to & 1) != 0)
                    Release(to);
                else
                    Evict(to);
                Move(to, source);
            }
            else
            {
                // It mirrors a local; as the label's value it is a copy of its own.
                Release(to);
                if (types[0] == ValueKind.Int32)
                    _a.Move(false, Register.Rax, Register.Rax);
            }
            PushRegister(to, types[0]);
        }
        _dirty &= ~(1u << to);
    }

    /// <summary>Drops the values that a label took from the top of the stack.</summary>
    void TakeValues(ref ControlState state) => DropTo(state.Height);

    /// <summary>Puts the values that a label brings on the stack.</summary>
    void PushValues(ValueKind[] types)
    {
        if (types.Length == 1)
        {
            int register = CallingConvention.IsVector(types[0]) ? Registers.Xmm0 : (int)Register.Rax;
            Renew(register);
            PushRegister(register, types[0]);
            return;
        }
        for (int i = 0; i < types.Length; i++)
        {
            _a.Reserve(InstructionRoom);
            PushSlot(types[i]);
            int scratch = types[i] == ValueKind.V128 ? ScratchVector : (int)Scratch;
            LoadFrom(scratch, TransferSlot(i), types[i]);
            StoreTo(OperandSlot(_count - 1), scratch, types[i]);
        }
    }

    /// <summary>At the function's end: takes values from where its label has them to where the caller expects them.</summary>
    void ReturnValues()
    {
        ReadOnlySpan<ValuePlace> results = _convention.Results;
        if (results.Length < 2)
            return;
        for (int i = results.Length - 1; i >= 0; i--)
        {
            _a.Reserve(InstructionRoom);
            ref readonly ValuePlace place = ref results[i];
            int register = place.Kind switch
            {
                PlaceKind.Register => place.Number,
                PlaceKind.Xmm => place.Number + Registers.Xmm0,
                _ => place.Type == ValueKind.V128 ? ScratchVector : (int)Scratch,
            };
            LoadFrom(register, TransferSlot(i), place.Type);
            if (place.Kind == PlaceKind.Stack)
                StoreTo(new Address(Register.Rbp, 16 + _convention.ParameterBytes + place.Number), register, place.Type);
        }
    }

    /// <summary>Where the zero flag is known: right behind an instruction that set it by a register's value.</summary>
    int _flagsAt;
    Register _flagsRegister;
    bool _flagsAreWide;

    void Branch(int depth)
    {
        int target = _controlCount - 1 - depth;
        if (depth >= _controlCount - 1)
            target = 0;
        BringValues(_control[target].LabelTypes, leaves: true);
        SaveFor(target);
        if (LeavesLoop(target))
            SaveLoopLocals();
        Reach(target);
        _layout.Jump(_a, _control[target].Label);
        GoDead();
    }

    void BranchIf()
    {
        int depth = (int)U32();
        BranchIf(depth, TestTop());
    }

    void BranchIf(int depth, Test test)
    {
        int target = _controlCount - 1 - depth;
        BringValues(_control[target].LabelTypes, leaves: false);
        SaveFor(target);
        Reach(target);
        if (LeavesLoop(target))
        {
            int stay = _layout.NewLabel();
            JumpUnless(test, stay);
            SaveLoopLocals();
            _layout.Jump(_a, _control[target].Label);
            Bind(stay);
        }
        else
        {
            JumpIf(test, _control[target].Label);
        }
        BeginFuelRegion();
    }

    /// <summary>Sets flags for the topmost operand, a condition, and takes it.</summary>
    Test TestTop()
    {
        TestOperand(Pop(), zeroOnly: true);
        return new(Condition.NotEqual);
    }

    /// <summary>Puts a label here: flags are unknown behind it.</summary>
    void Bind(int label)
    {
        _flagsAt = -1;
        _layout.Bind(label, _a);
    }

    /// <summary>Says that the instruction before this place has set the zero flag by a register's value.</summary>
    void SetZeroFlag(Register register, bool wide)
    {
        _flagsAt = _a.Position;
        _flagsRegister = register;
        _flagsAreWide = wide;
    }

    /// <summary>Compares an operand with zero.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="zeroOnly">Whether only the zero flag will be looked at.</param>
    void TestOperand(in Operand operand, bool zeroOnly = false)
    {
        if (IsInMemory(operand) && operand.Kind == OperandKind.Slot)
        {
            _a.Alu(AluOperation.Compare, operand.IsWide, MemoryOf(operand), 0);
            return;
        }
        Register register = UseGeneral(operand);
        bool known = zeroOnly && _flagsAt == _a.Position && _flagsRegister == register && _flagsAreWide == operand.IsWide;
        if (!known)
            _a.Test(operand.IsWide, register, register);
    }

    void JumpIf(Test test, int label)
    {
        switch (test.Parity)
        {
            case TestParity.Ignored:
                _layout.Jump(_a, test.Condition, label);
                break;
            case TestParity.Or:
                _layout.Jump(_a, Condition.Parity, label);
                _layout.Jump(_a, test.Condition, label);
                break;
            default:
                int over = _layout.NewLabel();
                _layout.Jump(_a, Condition.Parity, over);
                _layout.Jump(_a, test.Condition, label);
                Bind(over);
                break;
        }
    }

    void JumpUnless(Test test, int label) => JumpIf(test.Negated, label);
}
