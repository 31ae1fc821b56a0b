using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Products of 128-bit integers: by one wide product of the processor instead of the six products and more of the function.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Emits the whole function where it is such a product, up to its <c>end</c>.</summary>
    void MultiplyWide(in FunctionSummary function)
    {
        if (WideProduct.Find(_type, _module.Bytes[_at..]) is not { } product)
            return;
        // All values stay where they arrive.
        ForgetAll();
        foreach (int local in function.UsedLocals)
            _locals[local].Pin = -1;
        _pinned = 0;
        _frame = 0;
        const Register a = Register.Rcx, b = Register.Rdx, c = Register.R8, upper = Register.R9, lower = Register.R10;
        _a.Reserve(InstructionRoom);
        _a.Multiply(true, upper, a);
        _a.Multiply(true, b, c);
        _a.Alu(AluOperation.Add, true, upper, b);
        _a.Move(true, Register.Rdx, c);
        _a.MultiplyWide(true, c, lower, a);
        _a.Alu(AluOperation.Add, true, upper, c);
        Operand address = new() { Kind = OperandKind.Register, Type = ValueKind.Int32, Number = (sbyte)Register.Rax };
        _dirty |= 1u << (int)Register.Rax;
        StoreHalf(address, product.UpperFirst, product.UpperFirst ? upper : lower, product.FirstStore);
        StoreHalf(address, !product.UpperFirst, product.UpperFirst ? lower : upper, product.SecondStore);
        _at += product.Code.Length;
        _instructions += product.Instructions;
    }

    void StoreHalf(in Operand address, bool isUpper, Register half, int instruction)
    {
        _start = _at + instruction;
        Address to = AddressOf(address, isUpper ? 8u : 0, 8);
        AddSite(SiteKind.Access);
        _a.Store(true, to, half);
    }
}
