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
}
