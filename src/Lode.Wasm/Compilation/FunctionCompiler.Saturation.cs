using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Conversions from floats to integers that never trap: NaN becomes 0, what is out of range the nearest integer.</summary>
sealed unsafe partial class FunctionCompiler
{
    void Saturate(MiscOpcode opcode)
    {
        bool fromDouble = ((int)opcode & 2) != 0, signed = ((int)opcode & 1) == 0;
        XmmRegister from = UseVector(Pop());
        ValueKind type = opcode < MiscOpcode.I64TruncSatF32S ? ValueKind.Int32 : ValueKind.Int64;
        int to = NewResult(type);
        if (type == ValueKind.Int32)
            SaturateTo32(fromDouble, signed, (Register)to, from);
        else if (signed)
            SaturateToSigned64(fromDouble, (Register)to, from);
        else
            SaturateToUnsigned64(fromDouble, (Register)to, from);
        PushResult(to, type);
    }

    /// <summary>Compares with zero, leaving flags: parity of NaN, below of negative numbers.</summary>
    void CompareWithZero(bool fromDouble, XmmRegister from)
    {
        _a.Vex(VexCode.Vxorps, ScratchXmm, ScratchXmm, ScratchXmm);
        _a.Vex(fromDouble ? VexCode.Vucomisd : VexCode.Vucomiss, from, ScratchXmm);
    }

    void SaturateTo32(bool fromDouble, bool signed, Register to, XmmRegister from)
    {
        TruncateThrough64(fromDouble, signed, to, from);
        int end = _a.JumpShort(Condition.Equal);
        CompareWithZero(fromDouble, from);
        _a.MoveImmediate32(to, 0);
        int nan = _a.JumpShort(Condition.Parity);
        int negative = 0;
        if (signed)
            _a.MoveImmediate32(to, int.MinValue);
        negative = _a.JumpShort(Condition.Below);
        _a.MoveImmediate32(to, signed ? int.MaxValue : -1);
        _a.BindShort(nan);
        _a.BindShort(negative);
        _a.BindShort(end);
    }

    void SaturateToSigned64(bool fromDouble, Register to, XmmRegister from)
    {
        _a.Vex(fromDouble ? VexCode.Vcvttsd2siq : VexCode.Vcvttss2siq, to, from);
        _a.Alu(AluOperation.Compare, true, to, 1);
        int end = _a.JumpShort(Condition.NoOverflow);
        CompareWithZero(fromDouble, from);
        int negative = _a.JumpShort(Condition.Below);
        // Below holds of NaN, too; both are told apart there.
        _a.MoveImmediate64(to, long.MaxValue);
        int end2 = _a.JumpShort();
        _a.BindShort(negative);
        int number = _a.JumpShort(Condition.NoParity);
        _a.MoveImmediate32(to, 0);
        _a.BindShort(number);
        _a.BindShort(end2);
        _a.BindShort(end);
    }

    void SaturateToUnsigned64(bool fromDouble, Register to, XmmRegister from)
    {
        LoadPowerOf63(fromDouble, negative: false);
        _a.Vex(fromDouble ? VexCode.Vucomisd : VexCode.Vucomiss, from, ScratchXmm);
        int large = _a.JumpShort(Condition.AboveOrEqual);
        _a.Vex(fromDouble ? VexCode.Vcvttsd2siq : VexCode.Vcvttss2siq, to, from);
        _a.Test(true, to, to);
        int end = _a.JumpShort(Condition.NoSign);
        _a.MoveImmediate32(to, 0);
        int end2 = _a.JumpShort();
        _a.BindShort(large);
        ConvertLarge(fromDouble, to, from);
        int fits = _a.JumpShort(Condition.NoSign);
        _a.MoveImmediate64(to, -1);
        int end3 = _a.JumpShort();
        _a.BindShort(fits);
        FlipSign(to);
        _a.BindShort(end3);
        _a.BindShort(end2);
        _a.BindShort(end);
    }
}
