using Lode.Wasm.Assembly;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Names of operands, and the operands that tests try.</summary>
static class Operands
{
    static readonly string[] s_names64 =
        ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];

    static readonly string[] s_names32 =
        ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"];

    static readonly string[] s_names16 =
        ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di", "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"];

    static readonly string[] s_names8 =
        ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8l", "r9l", "r10l", "r11l", "r12l", "r13l", "r14l", "r15l"];

    public static Register[] General { get; } = [.. Enumerable.Range(0, 16).Select(i => (Register)i)];

    public static XmmRegister[] AllVectors { get; } = [.. Enumerable.Range(0, 16).Select(i => (XmmRegister)i)];

    /// <summary>Some of the vectors: low and high ones.</summary>
    public static XmmRegister[] SomeVectors { get; } = [XmmRegister.Xmm0, XmmRegister.Xmm7, XmmRegister.Xmm8, XmmRegister.Xmm15];

    /// <summary>Immediates of 32 bits, of every size.</summary>
    public static int[] Immediates { get; } = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 65535, int.MaxValue, int.MinValue];

    /// <summary>Every base, with and without an index, and displacements of every size.</summary>
    public static Address[] Addresses { get; } =
    [
        .. General.SelectMany(register => ((int[])[0, 1, -128, 127, 128, -129, int.MaxValue, int.MinValue]).Select(offset => new Address(register, offset))),
        .. General.SelectMany(register => General.Where(index => index != Register.Rsp).Select(
            index => new Address(register, index, ((int)register + (int)index) % 4, (((int)register * 16 + (int)index) % 3) switch { 0 => 0, 1 => -5, _ => 4000 }))),
    ];

    /// <summary>Some of the addresses.</summary>
    public static Address[] SomeAddresses { get; } =
    [
        new(Register.Rax), new(Register.Rsp), new(Register.Rbp), new(Register.R12), new(Register.R13, 8), new(Register.R15, -4096),
        new(Register.Rsp, 127), new(Register.R14, Register.Rcx, 0, 0), new(Register.Rbp, Register.R12, 3, 0), new(Register.R13, Register.R9, 1, 70_000),
        new(Register.R12, Register.Rbp, 2, -1),
    ];

    public static string Name(bool wide, Register register) => (wide ? s_names64 : s_names32)[(int)register];

    public static string Name16(Register register) => s_names16[(int)register];

    public static string Name8(Register register) => s_names8[(int)register];

    public static string Name(XmmRegister register) => $"xmm{(int)register}";

    /// <summary>An operand in memory.</summary>
    /// <param name="bytes">The bytes accessed; none of lea.</param>
    /// <param name="address">The place.</param>
    public static string Name(int? bytes, in Address address) =>
        $"{bytes}[{Name(true, address.Base)}{(address.Index == Register.None ? "" : $"+{Name(true, address.Index)}*{1 << address.Scale}")}{address.Displacement:+0;-0;+0}]";
}
