using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Conversions between types.</summary>
sealed unsafe partial class FunctionCompiler
{
    void Convert(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.I32WrapI64:
                Wrap();
                break;
            case Opcode.I32TruncF32S or Opcode.I32TruncF32U or Opcode.I32TruncF64S or Opcode.I32TruncF64U:
                TruncateToInt32(opcode is Opcode.I32TruncF64S or Opcode.I32TruncF64U, opcode is Opcode.I32TruncF32S or Opcode.I32TruncF64S);
                break;
            case Opcode.I64TruncF32S or Opcode.I64TruncF32U or Opcode.I64TruncF64S or Opcode.I64TruncF64U:
                TruncateToInt64(opcode is Opcode.I64TruncF64S or Opcode.I64TruncF64U, opcode is Opcode.I64TruncF32S or Opcode.I64TruncF64S);
                break;
            case Opcode.I64ExtendI32S:
                Operand narrow = Pop();
                Register from = UseGeneral(narrow);
                int to = ResultRegister(narrow);
                _a.SignExtend32((Register)to, from);
                PushResult(to, ValueKind.Int64);
                break;
            case Opcode.I64ExtendI32U:
                ExtendUnsigned();
                break;
            case >= Opcode.F32ConvertI32S and <= Opcode.F32ConvertI64U:
                ConvertToFloat(opcode, ValueKind.Float32);
                break;
            case >= Opcode.F64ConvertI32S and <= Opcode.F64ConvertI64U:
                ConvertToFloat(opcode - (Opcode.F64ConvertI32S - Opcode.F32ConvertI32S), ValueKind.Float64);
                break;
            case Opcode.F32DemoteF64:
                ConvertFloat(VexCode.Vcvtsd2ss, ValueKind.Float32);
                break;
            case Opcode.F64PromoteF32:
                ConvertFloat(VexCode.Vcvtss2sd, ValueKind.Float64);
                break;
            case Opcode.I32ReinterpretF32:
                Reinterpret(ValueKind.Int32);
                break;
            case Opcode.I64ReinterpretF64:
                Reinterpret(ValueKind.Int64);
                break;
            case Opcode.F32ReinterpretI32:
                Reinterpret(ValueKind.Float32);
                break;
            case Opcode.F64ReinterpretI64:
                Reinterpret(ValueKind.Float64);
                break;
            default:
                SignExtend(opcode);
                break;
        }
    }

    /// <summary>The low half needs no code: whoever wants the upper half to be zero sees to it.</summary>
    void Wrap()
    {
        ref Operand top = ref _stack[_count - 1];
        top.Type = ValueKind.Int32;
        if (top.Kind == OperandKind.Constant)
            top.Value = (int)top.Value;
        else if (top.Kind == OperandKind.Register)
            _dirty |= 1u << top.Number;
    }

    void ExtendUnsigned()
    {
        Operand operand = Pop();
        if (operand.Kind == OperandKind.Constant)
        {
            PushConstant(ValueKind.Int64, (uint)operand.Value);
            return;
        }
        int to = ResultRegister(operand);
        if (RegisterOf(operand) == to)
            _a.Move(false, (Register)to, (Register)to);
        else
            Move(to, operand);
        PushResult(to, ValueKind.Int64);
    }

    void SignExtend(Opcode opcode)
    {
        bool wide = opcode >= Opcode.I64Extend8S;
        Operand operand = Pop();
        Register from = UseGeneral(operand);
        int to = ResultRegister(operand);
        switch (opcode)
        {
            case Opcode.I32Extend8S or Opcode.I64Extend8S:
                _a.SignExtend8(wide, (Register)to, from);
                break;
            case Opcode.I32Extend16S or Opcode.I64Extend16S:
                _a.SignExtend16(wide, (Register)to, from);
                break;
            default:
                _a.SignExtend32((Register)to, from);
                break;
        }
        PushResult(to, Integer(wide));
    }

    void ConvertFloat(VexCode code, ValueKind type)
    {
        Operand operand = Pop();
        XmmRegister from = UseVector(operand);
        int to = ResultRegister(operand);
        _a.Vex(code, Xmm(to), from, from);
        PushResult(to, type);
    }

    void Reinterpret(ValueKind type)
    {
        Operand operand = Pop();
        if (operand.Kind == OperandKind.Constant)
        {
            PushConstant(type, operand.Value);
            return;
        }
        int to = NewResult(type);
        if (IsInMemory(operand))
            LoadFrom(to, MemoryOf(operand), type);
        else
            MoveRegister(to, RegisterOf(operand), type);
        PushResult(to, type);
    }

    void ConvertToFloat(Opcode opcode, ValueKind type)
    {
        bool wide = type == ValueKind.Float64;
        Operand operand = Pop();
        Register from = opcode == Opcode.F32ConvertI32U ? UseClean(operand) : UseGeneral(operand);
        int to = NewResult(type);
        XmmRegister result = Xmm(to);
        if (opcode == Opcode.F32ConvertI64U)
        {
            ConvertUnsigned64(wide, result, from);
        }
        else
        {
            // The rest of the register comes from the first operand: zero it, so that nothing waits for its old value.
            _a.Vex(VexCode.Vxorps, ScratchXmm, ScratchXmm, ScratchXmm);
            VexCode code = opcode == Opcode.F32ConvertI32S
                ? wide ? VexCode.Vcvtsi2sd : VexCode.Vcvtsi2ss
                : wide ? VexCode.Vcvtsi2sdq : VexCode.Vcvtsi2ssq;
            _a.Vex(code, result, ScratchXmm, from);
        }
        PushResult(to, type);
    }

    /// <summary>Beyond the signed range: half of it, rounded to odd so that nothing is rounded twice, and doubled.</summary>
    void ConvertUnsigned64(bool wide, XmmRegister to, Register from)
    {
        VexCode convert = wide ? VexCode.Vcvtsi2sdq : VexCode.Vcvtsi2ssq;
        Register half = AllocateGeneral();
        _a.Vex(VexCode.Vxorps, ScratchXmm, ScratchXmm, ScratchXmm);
        _a.Test(true, from, from);
        int large = _a.JumpShort(Condition.Sign);
        _a.Vex(convert, to, ScratchXmm, from);
        int end = _a.JumpShort();
        _a.BindShort(large);
        _a.Move(true, half, from);
        _a.Move(false, Scratch, from);
        _a.Shift(ShiftOperation.Right, true, half, 1);
        _a.Alu(AluOperation.And, false, Scratch, 1);
        _a.Alu(AluOperation.Or, true, half, Scratch);
        _a.Vex(convert, to, ScratchXmm, half);
        _a.Vex(wide ? VexCode.Vaddsd : VexCode.Vaddss, to, to, to);
        _a.BindShort(end);
    }

    void TruncateToInt32(bool fromDouble, bool signed)
    {
        XmmRegister from = UseVector(Pop());
        int to = NewResult(ValueKind.Int32);
        _a.Vex(fromDouble ? VexCode.Vucomisd : VexCode.Vucomiss, from, from);
        JumpIfTrapped(Condition.Parity, TrapKind.InvalidConversionToInteger);
        TruncateThrough64(fromDouble, signed, (Register)to, from);
        JumpIfTrapped(Condition.NotEqual, TrapKind.IntegerOverflow);
        PushResult(to, ValueKind.Int32);
    }

    /// <summary>Converts to 64 bits, and compares with the low 32 bits extended: equal where the value fits. The scratch register is changed.</summary>
    void TruncateThrough64(bool fromDouble, bool signed, Register to, XmmRegister from)
    {
        _a.Vex(fromDouble ? VexCode.Vcvttsd2siq : VexCode.Vcvttss2siq, Scratch, from);
        if (signed)
        {
            _a.SignExtend32(to, Scratch);
            _a.Alu(AluOperation.Compare, true, to, Scratch);
            _a.Move(false, to, to);
        }
        else
        {
            _a.Move(false, to, Scratch);
            _a.Alu(AluOperation.Compare, true, to, Scratch);
        }
    }

    void TruncateToInt64(bool fromDouble, bool signed)
    {
        XmmRegister from = UseVector(Pop());
        int to = NewResult(ValueKind.Int64);
        Register result = (Register)to;
        VexCode compare = fromDouble ? VexCode.Vucomisd : VexCode.Vucomiss;
        VexCode convert = fromDouble ? VexCode.Vcvttsd2siq : VexCode.Vcvttss2siq;
        _a.Vex(compare, from, from);
        JumpIfTrapped(Condition.Parity, TrapKind.InvalidConversionToInteger);
        int end = _layout.NewLabel();
        if (signed)
        {
            _a.Vex(convert, result, from);
            _a.Alu(AluOperation.Compare, true, result, 1);
            _layout.Jump(_a, Condition.NoOverflow, end);
            // The least integer stands for everything out of range, and for itself.
            LoadPowerOf63(fromDouble, negative: true);
            _a.Vex(compare, from, ScratchXmm);
            JumpIfTrapped(Condition.NotEqual, TrapKind.IntegerOverflow);
        }
        else
        {
            int large = _layout.NewLabel();
            LoadPowerOf63(fromDouble, negative: false);
            _a.Vex(compare, from, ScratchXmm);
            _layout.Jump(_a, Condition.AboveOrEqual, large);
            _a.Vex(convert, result, from);
            _a.Test(true, result, result);
            JumpIfTrapped(Condition.Sign, TrapKind.IntegerOverflow);
            _layout.Jump(_a, end);
            Bind(large);
            ConvertLarge(fromDouble, result, from);
            JumpIfTrapped(Condition.Sign, TrapKind.IntegerOverflow);
            FlipSign(result);
        }
        Bind(end);
        PushResult(to, ValueKind.Int64);
    }

    /// <summary>2^63 or its opposite into the scratch register.</summary>
    void LoadPowerOf63(bool fromDouble, bool negative)
    {
        double value = negative ? -9223372036854775808.0 : 9223372036854775808.0;
        MoveConstant(
            ScratchVector,
            fromDouble ? ValueKind.Float64 : ValueKind.Float32,
            fromDouble ? BitConverter.DoubleToInt64Bits(value) : BitConverter.SingleToInt32Bits((float)value));
    }

    /// <summary>Converts what is left above 2^63, which is in the scratch register, and tests it: negative where it is too large.</summary>
    void ConvertLarge(bool fromDouble, Register result, XmmRegister from)
    {
        _a.Vex(fromDouble ? VexCode.Vsubsd : VexCode.Vsubss, ScratchXmm, from, ScratchXmm);
        _a.Vex(fromDouble ? VexCode.Vcvttsd2siq : VexCode.Vcvttss2siq, result, ScratchXmm);
        _a.Test(true, result, result);
    }

    void FlipSign(Register register)
    {
        _a.MoveImmediate64(Scratch, long.MinValue);
        _a.Alu(AluOperation.Xor, true, register, Scratch);
    }
}
