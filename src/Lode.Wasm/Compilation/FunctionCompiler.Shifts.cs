using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Shifts and rotations of integers.</summary>
sealed unsafe partial class FunctionCompiler
{
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
