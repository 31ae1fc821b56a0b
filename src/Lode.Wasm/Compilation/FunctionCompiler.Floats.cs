using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Arithmetic of floats. Opcodes are those of f32 for both types.</summary>
sealed unsafe partial class FunctionCompiler
{
    void ComputeFloat(Opcode opcode, ValueKind type)
    {
        bool wide = type == ValueKind.Float64;
        switch (opcode)
        {
            case Opcode.F32Abs or Opcode.F32Neg:
                ChangeSign(opcode, type);
                break;
            case >= Opcode.F32Ceil and <= Opcode.F32Nearest:
                Round(opcode, type);
                break;
            case Opcode.F32Sqrt:
                Operand operand = Pop();
                XmmRegister from = UseVector(operand);
                int to = ResultRegister(operand);
                _a.Vex(wide ? VexCode.Vsqrtsd : VexCode.Vsqrtss, Xmm(to), from, from);
                PushResult(to, type);
                break;
            case Opcode.F32Add:
                Combine(wide ? VexCode.Vaddsd : VexCode.Vaddss, type);
                break;
            case Opcode.F32Sub:
                Combine(wide ? VexCode.Vsubsd : VexCode.Vsubss, type);
                break;
            case Opcode.F32Mul:
                Combine(wide ? VexCode.Vmulsd : VexCode.Vmulss, type);
                break;
            case Opcode.F32Div:
                Combine(wide ? VexCode.Vdivsd : VexCode.Vdivss, type);
                break;
            case Opcode.F32Min:
                Choose(wide ? VexCode.Vminsd : VexCode.Vminss, VexCode.Vorps, type);
                break;
            case Opcode.F32Max:
                Choose(wide ? VexCode.Vmaxsd : VexCode.Vmaxss, VexCode.Vandps, type);
                break;
            default:
                CopySign(type);
                break;
        }
    }

    void Combine(VexCode code, ValueKind type)
    {
        Operand second = Pop(), first = Pop();
        XmmRegister register = UseVector(first);
        if (IsInMemory(second))
        {
            int result = ResultRegister(first);
            _a.Vex(code, Xmm(result), register, MemoryOf(second));
            PushResult(result, type);
            return;
        }
        XmmRegister other = UseVector(second);
        int to = Own(first) < 0 && second.Kind == OperandKind.Register ? ResultRegister(second) : ResultRegister(first);
        _a.Vex(code, Xmm(to), register, other);
        PushResult(to, type);
    }

    /// <summary>Minimum and maximum: processors take the second operand of equal ones and of NaN, WebAssembly the lesser or greater zero and the NaN.</summary>
    void Choose(VexCode code, VexCode ofEqual, ValueKind type)
    {
        bool wide = type == ValueKind.Float64;
        Operand second = Pop(), first = Pop();
        XmmRegister a = UseVector(first), b = UseVector(second);
        int to = ResultRegister(first);
        XmmRegister result = Xmm(to);
        _a.Vex(wide ? VexCode.Vucomisd : VexCode.Vucomiss, a, b);
        int different = _a.JumpShort(Condition.NotEqual);
        int unordered = _a.JumpShort(Condition.Parity);
        _a.Vex(ofEqual, result, a, b);
        int end = _a.JumpShort();
        _a.BindShort(unordered);
        _a.Vex(wide ? VexCode.Vaddsd : VexCode.Vaddss, result, a, b);
        int end2 = _a.JumpShort();
        _a.BindShort(different);
        _a.Vex(code, result, a, b);
        _a.BindShort(end);
        _a.BindShort(end2);
        PushResult(to, type);
    }

    void Round(Opcode opcode, ValueKind type)
    {
        const int NoException = 8;
        int mode = opcode switch { Opcode.F32Ceil => 2, Opcode.F32Floor => 1, Opcode.F32Trunc => 3, _ => 0 };
        Operand operand = Pop();
        XmmRegister from = UseVector(operand);
        int to = ResultRegister(operand);
        _a.Vex(type == ValueKind.Float64 ? VexCode.Vroundsd : VexCode.Vroundss, Xmm(to), from, from, mode | NoException);
        PushResult(to, type);
    }

    /// <summary>The sign bits of a type, or all other bits, as an operand of 128 bits in memory.</summary>
    Address Mask(ValueKind type, bool sign)
    {
        long bits = type == ValueKind.Float64 ? long.MinValue : unchecked((long)0x8000_0000_8000_0000);
        if (!sign)
            bits = ~bits;
        return _a.Constant128(bits, bits);
    }

    void ChangeSign(Opcode opcode, ValueKind type)
    {
        Operand operand = Pop();
        XmmRegister from = UseVector(operand);
        int to = ResultRegister(operand);
        bool negate = opcode == Opcode.F32Neg;
        _a.Vex(negate ? VexCode.Vxorps : VexCode.Vandps, Xmm(to), from, Mask(type, sign: negate));
        PushResult(to, type);
    }

    void CopySign(ValueKind type)
    {
        Operand second = Pop(), first = Pop();
        XmmRegister value = UseVector(first), sign = UseVector(second);
        _a.Vex(VexCode.Vandps, SecondScratchXmm, sign, Mask(type, sign: true));
        _a.Vex(VexCode.Vandps, ScratchXmm, value, Mask(type, sign: false));
        int to = ResultRegister(first);
        _a.Vex(VexCode.Vorps, Xmm(to), ScratchXmm, SecondScratchXmm);
        PushResult(to, type);
    }
}
