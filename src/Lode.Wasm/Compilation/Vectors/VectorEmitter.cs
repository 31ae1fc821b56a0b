using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Emits the instructions on vectors: AVX2, 128 bits wide, every result exact.</summary>
/// <remarks>
/// <para>
/// Registers: xmm10, xmm11 and r11 are scratch of all recipes and never operands; nothing else changes but the result (and flags).
/// The result's register may be one of the operands'. A recipe that reads or writes memory does so in its first instruction, and uses the
/// address in that instruction only. None is longer than <see cref="LongestRecipe"/> bytes.
/// </para>
/// <para>Constants lie behind the function (<see cref="Assembler.WriteConstants"/>).</para>
/// </remarks>
static partial class VectorEmitter
{
    /// <summary>What a caller reserves for a recipe, in bytes.</summary>
    public const int LongestRecipe = 128;

    const XmmRegister Scratch = XmmRegister.Xmm10, Scratch2 = XmmRegister.Xmm11;

    /// <summary>Copies a vector; nothing where both are the same register.</summary>
    public static void Move(Assembler assembler, XmmRegister to, XmmRegister from)
    {
        if (to == from)
            return;
        // Of the two encodings the one with the high register in the field that the short prefix extends.
        if (from >= XmmRegister.Xmm8 && to < XmmRegister.Xmm8)
            assembler.Vex(VexCode.VmovapsStore, from, to);
        else
            assembler.Vex(VexCode.Vmovaps, to, from);
    }

    /// <summary><c>v128.const</c>.</summary>
    public static void Constant(Assembler assembler, XmmRegister to, long low, long high)
    {
        if ((low | high) == 0)
            Zero(assembler, to);
        else if ((low & high) == -1)
            Ones(assembler, to);
        else if (low == high)
            assembler.Vex(low >>> 32 == (uint)low ? VexCode.Vbroadcastss : VexCode.Vmovddup, to, SplatOf(assembler, low));
        else if (high == 0)
            assembler.Vex(VexCode.Vmovsd, to, assembler.Constant64(low));
        else
            assembler.Vex(VexCode.Vmovups, to, assembler.Constant128(low, high));
    }

    static Address SplatOf(Assembler assembler, long value) =>
        value >>> 32 == (uint)value ? assembler.Constant32((int)value) : assembler.Constant64(value);

    static void Zero(Assembler assembler, XmmRegister register) =>
        assembler.Vex(VexCode.Vpxor, register, Any(register), Any(register));

    static void Ones(Assembler assembler, XmmRegister register) =>
        assembler.Vex(VexCode.Vpcmpeqd, register, Any(register), Any(register));

    /// <summary>What is compared with itself does not matter; a low register makes a shorter instruction.</summary>
    static XmmRegister Any(XmmRegister register) => register < XmmRegister.Xmm8 ? register : XmmRegister.Xmm0;

    /// <summary>A constant whose lanes of 32 bits are all the same.</summary>
    static Address Lanes32(Assembler assembler, uint lane) => Lanes64(assembler, lane | (ulong)lane << 32);

    static Address Lanes64(Assembler assembler, ulong lane) => assembler.Constant128((long)lane, (long)lane);
}
