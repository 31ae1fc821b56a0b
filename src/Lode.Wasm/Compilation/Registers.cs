using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Sets of registers, one bit each: 0 to 15 general ones, 16 to 31 vector ones.</summary>
static class Registers
{
    /// <summary>The number of xmm0.</summary>
    public const int Xmm0 = 16;

    /// <summary>All general registers.</summary>
    public const uint General = 0xffff;

    /// <summary>All vector registers.</summary>
    public const uint Vector = 0xffff_0000;

    /// <summary>General registers for values at hand: r11 and r13 are scratch, r14, r15, rbp and rsp have their meaning.</summary>
    public const uint GeneralTemporaries = 1u << (int)Register.Rax | 1u << (int)Register.Rcx | 1u << (int)Register.Rdx
        | 1u << (int)Register.R8 | 1u << (int)Register.R9 | 1u << (int)Register.R10;

    /// <summary>Vector registers for values at hand: xmm10 and xmm11 are scratch.</summary>
    public const uint VectorTemporaries = 0x03ff_0000;

    /// <summary>Registers that callees keep and locals may have.</summary>
    public const uint Saved = 1u << (int)Register.Rbx | 1u << (int)Register.Rsi | 1u << (int)Register.Rdi | 1u << (int)Register.R12
        | 0xf000_0000;

    public static bool IsVector(int number) => number >= Xmm0;
}
