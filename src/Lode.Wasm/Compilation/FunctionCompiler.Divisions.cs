using System.Numerics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Divisions and remainders: by powers of two without dividing, else in rax and rdx.</summary>
sealed unsafe partial class FunctionCompiler
{
    const int Rax = (int)Register.Rax, Rdx = (int)Register.Rdx;

    void Divide(Opcode opcode, bool wide)
    {
        Operand divisor = Pop(), dividend = Pop();
        bool signed = opcode is Opcode.I32DivS or Opcode.I32RemS, remainder = opcode is Opcode.I32RemS or Opcode.I32RemU;
        if (divisor.Kind == OperandKind.Constant)
        {
            long value = wide || signed ? divisor.Value : (uint)divisor.Value;
            if (value > 0 && BitOperations.IsPow2(value))
            {
                DivideByPowerOfTwo(signed, remainder, wide, dividend, BitOperations.Log2((ulong)value));
                return;
            }
        }
        _locked |= 1u << Rax | 1u << Rdx;
        Register by = PlaceDivision(dividend, divisor);
        long constant = divisor.Kind == OperandKind.Constant ? divisor.Value : 0;
        if (constant == 0)
        {
            _a.Test(wide, by, by);
            JumpIfTrapped(Condition.Equal, TrapKind.IntegerDivideByZero);
        }
        if (signed)
            DivideSigned(wide, remainder, by, constant);
        else
            DivideUnsigned(wide, by);
        PushDivision(remainder ? Rdx : Rax, wide);
    }

    /// <summary>Puts the dividend into rax and clears rdx of what it holds. Gives the register with the divisor.</summary>
    Register PlaceDivision(in Operand dividend, in Operand divisor)
    {
        int by = RegisterOf(divisor);
        if (by is Rax or Rdx || by < 0)
        {
            Move((int)Scratch, divisor);
            by = (int)Scratch;
        }
        if (RegisterOf(dividend) != Rax)
        {
            Evict(Rax);
            Move(Rax, dividend);
        }
        Evict(Rax);
        Evict(Rdx);
        return (Register)by;
    }

    void DivideSigned(bool wide, bool remainder, Register by, long constant)
    {
        if (constant is not 0 and not -1)
        {
            _a.SignIntoRdx(wide);
            _a.DivideSigned(wide, by);
            return;
        }
        int other = _layout.NewLabel(), end = _layout.NewLabel();
        _a.Alu(AluOperation.Compare, wide, by, -1);
        _layout.Jump(_a, Condition.NotEqual, other);
        if (remainder)
        {
            _a.Zero(Register.Rdx);
        }
        else
        {
            _a.Negate(wide, Register.Rax);
            JumpIfTrapped(Condition.Overflow, TrapKind.IntegerOverflow);
        }
        _layout.Jump(_a, end);
        Bind(other);
        _a.SignIntoRdx(wide);
        _a.DivideSigned(wide, by);
        Bind(end);
    }

    void DivideUnsigned(bool wide, Register by)
    {
        _a.Zero(Register.Rdx);
        _a.Divide(wide, by);
    }

    void PushDivision(int register, bool wide)
    {
        int to = Destination();
        if (to < 0)
        {
            Renew(register);
            PushRegister(register, Integer(wide));
            return;
        }
        MoveRegister(to, register, Integer(wide));
        PushResult(to, Integer(wide));
    }

    void DivideByPowerOfTwo(bool signed, bool remainder, bool wide, in Operand dividend, int log)
    {
        if (!signed)
        {
            int to = ResultRegister(dividend);
            Move(to, dividend);
            if (!remainder)
            {
                if (log > 0)
                    _a.Shift(ShiftOperation.Right, wide, (Register)to, log);
            }
            else if (log <= 31)
            {
                _a.Alu(AluOperation.And, wide, (Register)to, (int)((1L << log) - 1));
            }
            else
            {
                _a.MoveImmediate64(Scratch, (1L << log) - 1);
                _a.Alu(AluOperation.And, true, (Register)to, Scratch);
            }
            PushResult(to, Integer(wide));
            return;
        }
        DivideSignedByPowerOfTwo(remainder, wide, dividend, log);
    }

    /// <summary>Negative dividends get the divisor minus one added, so that shifting rounds toward zero.</summary>
    void DivideSignedByPowerOfTwo(bool remainder, bool wide, in Operand dividend, int log)
    {
        int bits = wide ? 64 : 32;
        if (log == 0)
        {
            if (remainder)
            {
                PushConstant(Integer(wide), 0);
                return;
            }
            int same = ResultRegister(dividend);
            Move(same, dividend);
            PushResult(same, Integer(wide));
            return;
        }
        Register from = UseGeneral(dividend);
        _a.Move(wide, Scratch, from);
        if (log > 1)
            _a.Shift(ShiftOperation.RightSigned, wide, Scratch, bits - 1);
        _a.Shift(ShiftOperation.Right, wide, Scratch, bits - log);
        _a.Alu(AluOperation.Add, wide, Scratch, from);
        if (!remainder)
        {
            int to = ResultRegister(dividend);
            _a.Shift(ShiftOperation.RightSigned, wide, Scratch, log);
            MoveRegister(to, (int)Scratch, Integer(wide));
            PushResult(to, Integer(wide));
            return;
        }
        _a.Shift(ShiftOperation.Right, wide, Scratch, log);
        _a.Shift(ShiftOperation.Left, wide, Scratch, log);
        int rest = ResultRegister(dividend);
        MoveRegister(rest, (int)from, Integer(wide));
        _a.Alu(AluOperation.Subtract, wide, (Register)rest, Scratch);
        PushResult(rest, Integer(wide));
    }
}
