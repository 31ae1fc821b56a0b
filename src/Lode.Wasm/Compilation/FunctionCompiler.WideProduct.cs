using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Products of 128-bit integers.</summary>
/// <remarks>
/// WebAssembly has no product wider than its factors, so compilers call <c>__multi3</c> of LLVM's runtime library for
/// <c>__int128</c>, which adds up products of 32-bit halves. C, C++ and Zig programs contain it as the very same instructions. A processor
/// does the same by one wide product: 13 instructions instead of about 60, which is most of the time of elliptic curves.
/// </remarks>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>The function's instructions. Its parameters are the address of the result, and both factors as halves, the lower first.</summary>
    static ReadOnlySpan<byte> WideProductCode =>
    [
        0x20, 0, 0x20, 4, 0x20, 1, 0x7e, 0x20, 2, 0x20, 3, 0x7e, 0x7c,                     // d * a + b * c
        0x20, 3, 0x42, 32, 0x88, 0x22, 2, 0x20, 1, 0x42, 32, 0x88, 0x22, 4, 0x7e, 0x7c,    // + (b = c >> 32) * (d = a >> 32)
        0x20, 3, 0x42, 0xff, 0xff, 0xff, 0xff, 15, 0x83, 0x22, 3,                          // c & 0xffffffff
        0x20, 1, 0x42, 0xff, 0xff, 0xff, 0xff, 15, 0x83, 0x22, 1, 0x7e, 0x22, 5,           // low = that * (a & 0xffffffff)
        0x42, 32, 0x88, 0x20, 3, 0x20, 4, 0x7e, 0x7c, 0x22, 3, 0x42, 32, 0x88, 0x7c,       // + ((c = (low >> 32) + c * d) >> 32)
        0x20, 3, 0x42, 0xff, 0xff, 0xff, 0xff, 15, 0x83, 0x20, 2, 0x20, 1, 0x7e, 0x7c,     // a = (c & 0xffffffff) + b * a
        0x22, 1, 0x42, 32, 0x88, 0x7c, 0x37, 3, 8,                                         // store the upper half: + (a >> 32)
        0x20, 0, 0x20, 1, 0x42, 32, 0x86, 0x20, 5, 0x42, 0xff, 0xff, 0xff, 0xff, 15, 0x83, // a << 32 | low & 0xffffffff
        0x84, 0x37, 3, 0,                                                                  // store the lower half
    ];

    /// <summary>The number of instructions, and where the stores are.</summary>
    const int WideProductInstructions = 59, UpperStore = 90, LowerStore = 110;

    /// <summary>Emits the whole function where it is this one, up to its <c>end</c>.</summary>
    void WideProduct(in FunctionSummary function)
    {
        ReadOnlySpan<ValueKind> parameters = _type.ParameterKinds;
        if (_module.Bytes.Length - _at <= WideProductCode.Length || !new ReadOnlySpan<byte>(_code + _at, WideProductCode.Length).SequenceEqual(WideProductCode)
            || _code[_at + WideProductCode.Length] != (byte)Opcode.End || !parameters.SequenceEqual(WideProductParameters) || _type.ResultKinds.Length != 0)
            return;
        // All values stay where they arrive.
        ForgetAll();
        foreach (int local in function.UsedLocals)
            _locals[local].Pin = -1;
        _pinned = 0;
        _frame = 0;
        const Register a = Register.Rcx, b = Register.Rdx, c = Register.R8, d = Register.R9, low = Register.R10;
        _a.Reserve(InstructionRoom);
        _a.Multiply(true, d, a);
        _a.Multiply(true, b, c);
        _a.Alu(AluOperation.Add, true, d, b);
        _a.Move(true, Register.Rdx, c);
        _a.MultiplyWide(true, c, low, a);
        _a.Alu(AluOperation.Add, true, d, c);
        Operand address = new() { Kind = OperandKind.Register, Type = ValueKind.Int32, Number = (sbyte)Register.Rax };
        _dirty |= 1u << (int)Register.Rax;
        StoreHalf(address, 8, d, UpperStore);
        StoreHalf(address, 0, low, LowerStore);
        _at += WideProductCode.Length;
        _instructions += WideProductInstructions;
    }

    static ReadOnlySpan<ValueKind> WideProductParameters =>
        [ValueKind.Int32, ValueKind.Int64, ValueKind.Int64, ValueKind.Int64, ValueKind.Int64];

    void StoreHalf(in Operand address, uint offset, Register half, int instruction)
    {
        _start = _at + instruction;
        Address to = AddressOf(address, offset, 8);
        AddSite(SiteKind.Access);
        _a.Store(true, to, half);
    }
}
