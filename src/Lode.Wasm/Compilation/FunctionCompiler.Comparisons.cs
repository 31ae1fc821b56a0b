using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Comparisons, and what takes their result: branches, selections, or a value where nothing else does.</summary>
sealed unsafe partial class FunctionCompiler
{
    // By i32.eq to i32.ge_u.
    static ReadOnlySpan<byte> Conditions =>
    [
        (byte)Condition.Equal, (byte)Condition.NotEqual, (byte)Condition.Less, (byte)Condition.Below, (byte)Condition.Greater,
        (byte)Condition.Above, (byte)Condition.LessOrEqual, (byte)Condition.BelowOrEqual, (byte)Condition.GreaterOrEqual,
        (byte)Condition.AboveOrEqual,
    ];

    void CompareIntegers(Opcode opcode)
    {
        if (opcode is Opcode.I32Eqz or Opcode.I64Eqz)
        {
            TestOperand(Pop(), zeroOnly: true);
            FinishTest(new(Condition.Equal));
            return;
        }
        bool wide = opcode > Opcode.I64Eqz;
        Condition condition = (Condition)Conditions[opcode - (wide ? Opcode.I64Eq : Opcode.I32Eq)];
        Operand second = Pop(), first = Pop();
        if (first.Kind == OperandKind.Constant || IsInMemory(first) && RegisterOf(second) >= 0)
        {
            (first, second) = (second, first);
            condition = Mirrored(condition);
        }
        if (second.Kind == OperandKind.Constant && second.Value == 0)
        {
            TestOperand(first, zeroOnly: condition is Condition.Equal or Condition.NotEqual);
        }
        else if (IsInMemory(first) && first.Kind == OperandKind.Slot && second.IsImmediate)
        {
            _a.Alu(AluOperation.Compare, wide, MemoryOf(first), (int)second.Value);
        }
        else
        {
            Register register = UseGeneral(first);
            Operate(AluOperation.Compare, wide, register, second);
        }
        FinishTest(new(condition));
    }

    /// <summary>The condition for operands in the other order.</summary>
    static Condition Mirrored(Condition condition) => condition switch
    {
        Condition.Less => Condition.Greater,
        Condition.Greater => Condition.Less,
        Condition.LessOrEqual => Condition.GreaterOrEqual,
        Condition.GreaterOrEqual => Condition.LessOrEqual,
        Condition.Below => Condition.Above,
        Condition.Above => Condition.Below,
        Condition.BelowOrEqual => Condition.AboveOrEqual,
        Condition.AboveOrEqual => Condition.BelowOrEqual,
        _ => condition,
    };

    void CompareFloats(Opcode opcode)
    {
        bool narrow = opcode <= Opcode.F32Ge;
        Operand second = Pop(), first = Pop();
        Opcode kind = narrow ? opcode : opcode - (Opcode.F64Eq - Opcode.F32Eq);
        // Below would be true of NaN: compare the other way round.
        if (kind is Opcode.F32Lt or Opcode.F32Le)
            (first, second) = (second, first);
        XmmRegister register = UseVector(first);
        VexCode code = narrow ? VexCode.Vucomiss : VexCode.Vucomisd;
        if (IsInMemory(second))
            _a.Vex(code, register, MemoryOf(second));
        else
            _a.Vex(code, register, UseVector(second));
        FinishTest(kind switch
        {
            Opcode.F32Eq => new(Condition.Equal, TestParity.And),
            Opcode.F32Ne => new(Condition.NotEqual, TestParity.Or),
            Opcode.F32Lt or Opcode.F32Gt => new(Condition.Above),
            _ => new(Condition.AboveOrEqual),
        });
    }

    /// <summary>Gives what flags say to the instruction that follows.</summary>
    void FinishTest(Test test)
    {
        // What was compared is not needed any more.
        _locked = 0;
        while (Next == Opcode.I32Eqz)
        {
            _at++;
            _instructions++;
            test = test.Negated;
        }
        switch (Next)
        {
            case Opcode.BrIf:
                _at++;
                _instructions++;
                BranchIf((int)U32(), test);
                break;
            case Opcode.If:
                _at++;
                _instructions++;
                Signed();
                OpenIf(test);
                break;
            case Opcode.Select:
                _at++;
                _instructions++;
                Select(test);
                break;
            case Opcode.SelectT:
                _at += 3;
                _instructions++;
                Select(test);
                break;
            default:
                PushTest(test);
                break;
        }
    }

    /// <summary>Makes 0 or 1 of what flags say.</summary>
    void PushTest(Test test)
    {
        int to = NewResult(ValueKind.Int32);
        Register register = (Register)to;
        _a.Set(test.Condition, register);
        if (test.Parity != TestParity.Ignored)
        {
            bool and = test.Parity == TestParity.And;
            _a.Set(and ? Condition.NoParity : Condition.Parity, Scratch);
            _a.Alu8(and ? AluOperation.And : AluOperation.Or, register, Scratch);
        }
        _a.ZeroExtend8(register, register);
        PushResult(to, ValueKind.Int32);
    }

    void Select() => Select(TestTop());

    /// <summary>Takes two operands and gives the first where the condition holds, else the second. Moves leave flags as they are.</summary>
    void Select(Test test)
    {
        Operand second = Pop(), first = Pop();
        ValueKind type = first.Type;
        if (CallingConvention.IsVector(type))
        {
            SelectVector(test, first, second, type);
            return;
        }
        bool wide = type != ValueKind.Int32;
        if (test.Parity == TestParity.And)
        {
            // Both have to hold: the opposite is that one of two conditions does.
            (first, second) = (second, first);
            test = test.Negated;
        }
        // The result begins as the value for false, and becomes the other where a condition holds.
        bool negated = false;
        if (test.Parity == TestParity.Ignored && first.Kind == OperandKind.Register && second.Kind != OperandKind.Register
            || first.Kind == OperandKind.Constant && second.Kind != OperandKind.Constant && test.Parity == TestParity.Ignored)
        {
            (first, second) = (second, first);
            negated = true;
        }
        int source = IsInMemory(first) ? -1 : first.Kind == OperandKind.Constant ? -2 : RegisterOf(first);
        if (source == -2)
        {
            Move((int)Scratch, first);
            source = (int)Scratch;
        }
        int to = ResultRegister(second);
        if (to == source)
        {
            Move((int)Scratch, first);
            source = (int)Scratch;
        }
        Move(to, second);
        Condition condition = negated ? test.Condition ^ (Condition)1 : test.Condition;
        MoveIf(condition, wide, (Register)to, source, first);
        if (test.Parity == TestParity.Or)
            MoveIf(Condition.Parity, wide, (Register)to, source, first);
        PushResult(to, type);
    }

    void MoveIf(Condition condition, bool wide, Register to, int from, in Operand operand)
    {
        if (from >= 0)
            _a.MoveIf(condition, wide, to, (Register)from);
        else
            _a.MoveIf(condition, wide, to, MemoryOf(operand));
    }

    void SelectVector(Test test, in Operand first, in Operand second, ValueKind type)
    {
        int from = Use(first), other = Use(second);
        int to = Destination();
        if (to < 0)
            to = Own(first) >= 0 ? from : Own(second) >= 0 ? other : Allocate(vector: true);
        if (to == other)
        {
            (from, other) = (other, from);
            test = test.Negated;
        }
        MoveVector(Xmm(to), Xmm(from));
        int end = _layout.NewLabel();
        JumpIf(test, end);
        MoveVector(Xmm(to), Xmm(other));
        Bind(end);
        PushResult(to, type);
    }
}
