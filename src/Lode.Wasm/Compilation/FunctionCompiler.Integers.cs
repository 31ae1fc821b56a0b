using System.Numerics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Integer arithmetic. Opcodes are those of 32 bits for both widths.</summary>
sealed unsafe partial class FunctionCompiler
{
    void ComputeInteger(Opcode opcode, bool wide)
    {
        switch (opcode)
        {
            case Opcode.I32Clz or Opcode.I32Ctz or Opcode.I32Popcnt:
                CountBits(opcode, wide);
                break;
            case Opcode.I32Add:
                Add(wide);
                break;
            case Opcode.I32Sub:
                Subtract(wide);
                break;
            case Opcode.I32Mul:
                Multiply(wide);
                break;
            case Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU:
                Divide(opcode, wide);
                break;
            case Opcode.I32And:
                And(wide);
                break;
            case Opcode.I32Or:
                Combine(AluOperation.Or, wide);
                break;
            case Opcode.I32Xor:
                Combine(AluOperation.Xor, wide);
                break;
            default:
                Shift(opcode, wide);
                break;
        }
    }

    static ValueKind Integer(bool wide) => wide ? ValueKind.Int64 : ValueKind.Int32;

    void CountBits(Opcode opcode, bool wide)
    {
        Operand operand = Pop();
        Register from = UseGeneral(operand);
        int to = ResultRegister(operand);
        switch (opcode)
        {
            case Opcode.I32Clz:
                _a.CountLeadingZeros(wide, (Register)to, from);
                break;
            case Opcode.I32Ctz:
                _a.CountTrailingZeros(wide, (Register)to, from);
                break;
            default:
                _a.CountOnes(wide, (Register)to, from);
                break;
        }
        PushResult(to, Integer(wide));
    }

    /// <summary>Takes two operands of a commutative operation: a constant comes second, a register that is free to change first.</summary>
    void PopCommutative(out Operand first, out Operand second)
    {
        second = Pop();
        first = Pop();
        if (first.Kind == OperandKind.Constant || second.Kind == OperandKind.Register && first.Kind != OperandKind.Register)
        {
            if (second.Kind != OperandKind.Constant)
                (first, second) = (second, first);
        }
    }

    void Combine(AluOperation operation, bool wide)
    {
        PopCommutative(out Operand first, out Operand second);
        if (first.Kind == OperandKind.Constant && second.Kind == OperandKind.Constant)
        {
            PushConstant(Integer(wide), operation switch
            {
                AluOperation.And => first.Value & second.Value,
                AluOperation.Or => first.Value | second.Value,
                _ => first.Value ^ second.Value,
            });
            return;
        }
        if (operation == AluOperation.And && second.Kind == OperandKind.Constant && Extend(wide, first, wide ? second.Value : (uint)second.Value))
            return;
        int to = ResultRegister(first);
        if (RegisterOf(second) == to && RegisterOf(first) != to)
            (first, second) = (second, first);
        Move(to, first);
        Operate(operation, wide, (Register)to, second);
        PushResult(to, Integer(wide));
    }

    /// <summary>Masks of the lowest 8, 16 or 32 bits are extensions. Says whether it was one.</summary>
    bool Extend(bool wide, in Operand operand, long mask)
    {
        if (mask is not (0xff or 0xffff or 0xffff_ffff))
            return false;
        if (mask == 0xffff_ffff)
        {
            Operand low = operand;
            low.Type = ValueKind.Int32;
            int result = ResultRegister(operand);
            if (RegisterOf(operand) == result)
                _a.Move(false, (Register)result, (Register)result);
            else
                Move(result, low);
            PushResult(result, Integer(wide));
            return true;
        }
        Register from = UseGeneral(operand);
        int to = ResultRegister(operand);
        if (mask == 0xff)
            _a.ZeroExtend8((Register)to, from);
        else
            _a.ZeroExtend16((Register)to, from);
        PushResult(to, Integer(wide));
        return true;
    }

    /// <summary><c>op to, operand</c>.</summary>
    void Operate(AluOperation operation, bool wide, Register to, in Operand operand)
    {
        if (operand.IsImmediate)
            _a.Alu(operation, wide, to, (int)operand.Value);
        else if (IsInMemory(operand))
            _a.Alu(operation, wide, to, MemoryOf(operand));
        else
            _a.Alu(operation, wide, to, InRegister(operand));
        if (operation != AluOperation.Compare)
            SetZeroFlag(to, wide);
    }

    /// <summary>The register of an operand; a constant goes to the scratch register.</summary>
    Register InRegister(in Operand operand)
    {
        int register = RegisterOf(operand);
        if (register >= 0)
            return (Register)register;
        Move((int)Scratch, operand);
        return Scratch;
    }

    void And(bool wide)
    {
        if (TestBits(wide))
            return;
        Combine(AluOperation.And, wide);
    }

    /// <summary>Where only the result's being zero is asked for: tests instead of computing.</summary>
    bool TestBits(bool wide)
    {
        bool compared = Next == (wide ? Opcode.I64Eqz : Opcode.I32Eqz);
        if (!compared && (wide || Next is not (Opcode.BrIf or Opcode.If)))
            return false;
        PopCommutative(out Operand first, out Operand second);
        if (first.Kind == OperandKind.Constant)
        {
            PushConstant(Integer(wide), first.Value & second.Value);
            return true;
        }
        Register register = UseGeneral(first);
        if (second.IsImmediate)
            _a.Test(wide, register, (int)second.Value);
        else
            _a.Test(wide, register, IsInMemory(second) ? UseGeneral(second) : InRegister(second));
        if (compared)
        {
            _at++;
            _instructions++;
        }
        FinishTest(new(compared ? Condition.Equal : Condition.NotEqual));
        return true;
    }

    void Add(bool wide)
    {
        PopCommutative(out Operand first, out Operand second);
        if (first.Kind == OperandKind.Constant && second.Kind == OperandKind.Constant)
        {
            PushConstant(Integer(wide), wide ? first.Value + second.Value : (int)(first.Value + second.Value));
            return;
        }
        int constant = RegisterOf(first) >= 0 && RegisterOf(second) >= 0 ? NextAddend(wide) : 0;
        int to = ResultRegister(first);
        if (RegisterOf(second) == to && RegisterOf(first) != to)
            (first, second) = (second, first);
        int from = RegisterOf(first), other = RegisterOf(second);
        if (from >= 0 && from != to && second.IsImmediate)
        {
            _a.LoadAddress(wide, (Register)to, new Address((Register)from, (int)second.Value));
        }
        else if (from >= 0 && other >= 0 && (from != to || constant != 0))
        {
            _a.LoadAddress(wide, (Register)to, Sum((Register)from, (Register)other) with { Displacement = constant });
        }
        else
        {
            Move(to, first);
            Operate(AluOperation.Add, wide, (Register)to, second);
        }
        PushResult(to, Integer(wide));
    }

    /// <summary>The constant that is added next; 0 where none is.</summary>
    int NextAddend(bool wide)
    {
        int start = _at;
        if (Next != (wide ? Opcode.I64Const : Opcode.I32Const))
            return 0;
        _at++;
        long value = Signed();
        if (value != (int)value || Next != (wide ? Opcode.I64Add : Opcode.I32Add))
        {
            _at = start;
            return 0;
        }
        _at++;
        _instructions += 2;
        return (int)value;
    }

    /// <summary>The sum of two registers as an address; a base of rbp or r13 would cost a byte more.</summary>
    static Address Sum(Register a, Register b) => a is Register.R13 ? new(b, a, 0, 0) : new(a, b, 0, 0);

    void Subtract(bool wide)
    {
        Operand second = Pop(), first = Pop();
        if (second.Kind == OperandKind.Constant && (wide || (int)second.Value != int.MinValue) && second.Value != long.MinValue)
        {
            // The sum with the opposite may be an address.
            _stack[_count++] = first;
            Restore(first);
            PushConstant(second.Type, -second.Value);
            Add(wide);
            return;
        }
        int to = Destination();
        if (to >= 0 && RegisterOf(second) == to && RegisterOf(first) != to)
        {
            // second = first - second
            _a.Negate(wide, (Register)to);
            Operate(AluOperation.Add, wide, (Register)to, first);
            PushResult(to, Integer(wide));
            return;
        }
        if (to < 0)
            to = ResultRegister(first);
        Move(to, first);
        Operate(AluOperation.Subtract, wide, (Register)to, second);
        PushResult(to, Integer(wide));
    }

    /// <summary>Undoes that the topmost operand was taken, once it is on the stack again.</summary>
    void Restore(in Operand operand)
    {
        if (operand.Kind == OperandKind.Register)
            _used |= 1u << operand.Number;
        else if (operand.Kind == OperandKind.Local)
            _locals[operand.Index].Pending = _count - 1;
    }

    void Multiply(bool wide)
    {
        PopCommutative(out Operand first, out Operand second);
        if (first.Kind == OperandKind.Constant && second.Kind == OperandKind.Constant)
        {
            PushConstant(Integer(wide), wide ? first.Value * second.Value : (int)(first.Value * second.Value));
            return;
        }
        int to = ResultRegister(first);
        if (second.Kind == OperandKind.Constant && MultiplyByConstant(wide, to, first, wide ? second.Value : (uint)second.Value))
        {
            PushResult(to, Integer(wide));
            return;
        }
        if (second.IsImmediate)
        {
            _a.Multiply(wide, (Register)to, RegisterOf(first) >= 0 ? UseGeneral(first) : Loaded(to, first), (int)second.Value);
            PushResult(to, Integer(wide));
            return;
        }
        if (RegisterOf(second) == to && RegisterOf(first) != to)
            (first, second) = (second, first);
        Move(to, first);
        if (IsInMemory(second))
            _a.Multiply(wide, (Register)to, MemoryOf(second));
        else
            _a.Multiply(wide, (Register)to, InRegister(second));
        PushResult(to, Integer(wide));
    }

    Register Loaded(int to, in Operand operand)
    {
        Move(to, operand);
        return (Register)to;
    }

    bool MultiplyByConstant(bool wide, int to, in Operand first, long value)
    {
        if (BitOperations.IsPow2((ulong)value))
        {
            int shift = BitOperations.TrailingZeroCount(value);
            Move(to, first);
            if (shift > 0)
                _a.Shift(ShiftOperation.Left, wide, (Register)to, shift);
            return true;
        }
        if (value is not (3 or 5 or 9) || RegisterOf(first) < 0)
            return false;
        Register from = UseGeneral(first);
        _a.LoadAddress(wide, (Register)to, new Address(from, from, BitOperations.Log2((ulong)value), 0));
        return true;
    }

    void Shift(Opcode opcode, bool wide)
    {
        Operand second = Pop(), first = Pop();
        ShiftOperation operation = opcode switch
        {
            Opcode.I32Shl => ShiftOperation.Left,
            Opcode.I32ShrS => ShiftOperation.RightSigned,
            Opcode.I32ShrU => ShiftOperation.Right,
            Opcode.I32Rotl => ShiftOperation.RotateLeft,
            _ => ShiftOperation.RotateRight,
        };
        if (second.Kind == OperandKind.Constant)
            ShiftByConstant(operation, wide, first, (int)second.Value & (wide ? 63 : 31));
        else if (operation is ShiftOperation.RotateLeft or ShiftOperation.RotateRight)
            Rotate(operation, wide, first, second);
        else
            ShiftByRegister(operation, wide, first, second);
    }

    void ShiftByConstant(ShiftOperation operation, bool wide, in Operand first, int count)
    {
        if (first.Kind == OperandKind.Constant && operation == ShiftOperation.Left)
        {
            PushConstant(first.Type, wide ? first.Value << count : (int)first.Value << count);
            return;
        }
        if (operation == ShiftOperation.Left && count is >= 1 and <= 3 && Next == (wide ? Opcode.I64Add : Opcode.I32Add) && AddScaled(wide, first, count))
            return;
        if (operation == ShiftOperation.Left && count is >= 1 and <= 3 && AddConstantToScaled(wide, first, count))
            return;
        int to = ResultRegister(first), from = RegisterOf(first);
        if (from >= 0 && from != to && operation is ShiftOperation.RotateLeft or ShiftOperation.RotateRight)
        {
            int bits = wide ? 64 : 32;
            _a.RotateRightTo(wide, (Register)to, (Register)from, operation == ShiftOperation.RotateRight ? count : bits - count & bits - 1);
            PushResult(to, Integer(wide));
            return;
        }
        Move(to, first);
        if (count != 0)
            _a.Shift(operation, wide, (Register)to, count);
        PushResult(to, Integer(wide));
    }

    /// <summary>A shift whose result a constant is added to, as one address. Says whether that follows.</summary>
    bool AddConstantToScaled(bool wide, in Operand index, int scale)
    {
        int from = RegisterOf(index);
        int value = from < 0 ? 0 : NextAddend(wide);
        if (value == 0)
            return false;
        int to = ResultRegister(index);
        _a.LoadScaled(wide, (Register)to, (Register)from, scale, value);
        PushResult(to, Integer(wide));
        return true;
    }

    /// <summary>A shift whose result is added to what lies below, as one address. Says whether it was possible.</summary>
    bool AddScaled(bool wide, in Operand index, int scale)
    {
        ref readonly Operand below = ref _stack[_count - 1];
        int from = RegisterOf(below);
        if (from < 0 || index.Kind == OperandKind.Constant)
            return false;
        _at++;
        _instructions++;
        Operand addend = Pop();
        Register scaled = UseGeneral(index);
        int constant = NextAddend(wide), to = ResultRegister(addend);
        _a.LoadAddress(wide, (Register)to, new Address((Register)from, scaled, scale, constant));
        PushResult(to, Integer(wide));
        return true;
    }

    void ShiftByRegister(ShiftOperation operation, bool wide, in Operand first, in Operand second)
    {
        Register count = InRegister(second), from = UseGeneral(first);
        int to = ResultRegister(first);
        _a.ShiftTo(operation, wide, (Register)to, from, count);
        PushResult(to, Integer(wide));
    }

    void Rotate(ShiftOperation operation, bool wide, Operand first, Operand second)
    {
        // The count has to be in rcx.
        int inRcx = (int)Register.Rcx;
        _locked |= 1u << inRcx;
        if (RegisterOf(first) == inRcx)
        {
            Move((int)Scratch, first);
            if ((_holding >> inRcx & 1) != 0 && RegisterOf(second) != inRcx)
                Evict(inRcx);
            first = new() { Kind = OperandKind.Register, Type = first.Type, Number = (sbyte)Scratch };
        }
        if (RegisterOf(second) != inRcx)
        {
            Evict(inRcx);
            Move(inRcx, second);
            Renew(inRcx);
        }
        int to = Destination();
        if (to < 0)
            to = Own(first) is >= 0 and not (int)Scratch ? Renew(first.Number) : Allocate(vector: false);
        if (to == RegisterOf(second) || to == inRcx)
        {
            Move((int)Scratch, first);
            _a.ShiftByRcx(operation, wide, Scratch);
            MoveRegister(to, (int)Scratch, Integer(wide));
        }
        else
        {
            Move(to, first);
            _a.ShiftByRcx(operation, wide, (Register)to);
        }
        PushResult(to, Integer(wide));
    }
}
