using Lode.Wasm.Assembly;

namespace Lode.Wasm.Runtime;

/// <summary>Copying and filling linear memory: code of the arena, so that a fault in it is the guest's.</summary>
/// <remarks>Bounds are checked first. Copies load what overlaps before it is overwritten, so that no direction is ever wrong.</remarks>
static class MemoryBuiltins
{
    /// <summary>From so many bytes on, the processor's own string operations are faster.</summary>
    const int StringBytes = 2048;

    /// <summary><c>vpunpcklqdq</c>.</summary>
    const VexCode UnpackLowQuadwords = (VexCode)0x116c;

    public static void Write(Assembler code, ref Label trap, Action<Builtin> begin)
    {
        Label outOfBounds = default, copy = default;

        begin(Builtin.MemoryInit);
        Stub.Prologue(code);
        code.Load(true, Register.R10, new(Register.R15, ContextLayout.Instance));
        code.Load(true, Register.R10, new(Register.R10, 16));
        code.Move(false, Register.R8, Register.R8);
        code.Shift(ShiftOperation.Left, true, Register.R8, 4);
        code.Alu(AluOperation.Add, true, Register.R10, Register.R8);
        Extend(code);
        Check(code, Register.Rcx, new(Register.R10, 8), ref outOfBounds);
        code.Load(true, Register.R8, new(Register.R15, ContextLayout.Memory));
        Check(code, Register.Rax, new(Register.R8, MemoryLayout.Length), ref outOfBounds);
        code.Load(true, Register.R9, new(Register.R10));
        code.Alu(AluOperation.Add, true, Register.R9, Register.Rcx);
        code.LoadAddress(true, Register.R8, new(Register.R14, Register.Rax, 0, 0));
        code.Jump(ref copy);

        begin(Builtin.MemoryCopy);
        Stub.Prologue(code);
        Extend(code);
        code.Load(true, Register.R8, new(Register.R15, ContextLayout.Memory));
        Check(code, Register.Rax, new(Register.R8, MemoryLayout.Length), ref outOfBounds);
        Check(code, Register.Rcx, new(Register.R8, MemoryLayout.Length), ref outOfBounds);
        code.LoadAddress(true, Register.R8, new(Register.R14, Register.Rax, 0, 0));
        code.LoadAddress(true, Register.R9, new(Register.R14, Register.Rcx, 0, 0));
        code.Bind(ref copy);
        Copy(code);

        begin(Builtin.MemoryFill);
        Stub.Prologue(code);
        Extend(code);
        code.Load(true, Register.R8, new(Register.R15, ContextLayout.Memory));
        Check(code, Register.Rax, new(Register.R8, MemoryLayout.Length), ref outOfBounds);
        code.LoadAddress(true, Register.R8, new(Register.R14, Register.Rax, 0, 0));
        Fill(code);

        begin(Builtin.DataDrop);
        code.Load(true, Register.R10, new(Register.R15, ContextLayout.Instance));
        code.Load(true, Register.R10, new(Register.R10, 16));
        code.Move(false, Register.Rax, Register.Rax);
        code.Shift(ShiftOperation.Left, true, Register.Rax, 4);
        code.StoreImmediate(true, new(Register.R10, Register.Rax, 0, 8), 0);
        code.Return();

        code.Bind(ref outOfBounds);
        code.Leave();
        code.MoveImmediate32(Register.R11, (int)TrapKind.MemoryOutOfBounds);
        code.Jump(ref trap);
    }

    /// <summary>Clears the upper halves of the three operands.</summary>
    static void Extend(Assembler code)
    {
        code.Move(false, Register.Rax, Register.Rax);
        code.Move(false, Register.Rcx, Register.Rcx);
        code.Move(false, Register.Rdx, Register.Rdx);
    }

    /// <summary>Checks that rdx bytes from a place end at or before a length.</summary>
    static void Check(Assembler code, Register first, Address length, ref Label outOfBounds)
    {
        code.LoadAddress(true, Register.R9, new(first, Register.Rdx, 0, 0));
        code.Alu(AluOperation.Compare, true, Register.R9, length);
        code.Jump(Condition.Above, ref outOfBounds);
    }

    /// <summary>Copies rdx bytes from r9 to r8, and returns.</summary>
    static void Copy(Assembler code)
    {
        Label small = default, medium = default, large = default, backward = default, loop = default;
        code.Alu(AluOperation.Compare, true, Register.Rdx, 16);
        code.Jump(Condition.Below, ref small);
        code.Alu(AluOperation.Compare, true, Register.Rdx, 32);
        code.Jump(Condition.Above, ref medium);
        Load(code, Register.R9, 0, 0);
        LoadEnd(code, Register.R9, 1, 16);
        Store(code, Register.R8, 0, 0);
        StoreEnd(code, Register.R8, 1, 16);
        code.Leave();
        code.Return();

        code.Bind(ref medium);
        code.Alu(AluOperation.Compare, true, Register.Rdx, 64);
        code.Jump(Condition.Above, ref large);
        Load(code, Register.R9, 0, 0);
        Load(code, Register.R9, 1, 16);
        LoadEnd(code, Register.R9, 2, 32);
        LoadEnd(code, Register.R9, 3, 16);
        Store(code, Register.R8, 0, 0);
        Store(code, Register.R8, 1, 16);
        StoreEnd(code, Register.R8, 2, 32);
        StoreEnd(code, Register.R8, 3, 16);
        code.Leave();
        code.Return();

        // Backward where the target begins inside the source.
        code.Bind(ref large);
        code.Move(true, Register.R10, Register.R8);
        code.Alu(AluOperation.Subtract, true, Register.R10, Register.R9);
        code.Alu(AluOperation.Compare, true, Register.R10, Register.Rdx);
        code.Jump(Condition.Below, ref backward);
        Strings(code);

        // Forward by 64 bytes; the last 64 are loaded before anything is stored.
        for (int i = 0; i < 4; i++)
            LoadEnd(code, Register.R9, 4 + i, 64 - 16 * i);
        code.LoadAddress(true, Register.R10, new(Register.R8, Register.Rdx, 0, -64));
        code.Bind(ref loop);
        Block(code, 0);
        code.Alu(AluOperation.Add, true, Register.R8, 64);
        code.Alu(AluOperation.Add, true, Register.R9, 64);
        code.Alu(AluOperation.Compare, true, Register.R8, Register.R10);
        code.Jump(Condition.Below, ref loop);
        for (int i = 0; i < 4; i++)
            Store(code, Register.R10, 4 + i, 16 * i);
        code.Leave();
        code.Return();

        code.Bind(ref backward);
        for (int i = 0; i < 4; i++)
            Load(code, Register.R9, 4 + i, 16 * i);
        Label back = default;
        code.Bind(ref back);
        for (int i = 0; i < 4; i++)
            LoadEnd(code, Register.R9, i, 64 - 16 * i);
        for (int i = 0; i < 4; i++)
            StoreEnd(code, Register.R8, i, 64 - 16 * i);
        code.Alu(AluOperation.Subtract, true, Register.Rdx, 64);
        code.Alu(AluOperation.Compare, true, Register.Rdx, 64);
        code.Jump(Condition.Above, ref back);
        for (int i = 0; i < 4; i++)
            Store(code, Register.R8, 4 + i, 16 * i);
        code.Leave();
        code.Return();

        code.Bind(ref small);
        Small(code);
    }

    /// <summary>Copies by the processor's string operation, where many bytes do not overlap.</summary>
    static void Strings(Assembler code)
    {
        code.Alu(AluOperation.Compare, true, Register.Rdx, StringBytes);
        int few = code.JumpShort(Condition.Below);
        code.Negate(true, Register.R10);
        code.Alu(AluOperation.Compare, true, Register.R10, Register.Rdx);
        int overlap = code.JumpShort(Condition.Below);
        code.Move(true, Register.R10, Register.Rsi);
        code.Move(true, Register.R11, Register.Rdi);
        code.Move(true, Register.Rsi, Register.R9);
        code.Move(true, Register.Rdi, Register.R8);
        code.Move(true, Register.Rcx, Register.Rdx);
        code.RepeatMoveBytes();
        code.Move(true, Register.Rsi, Register.R10);
        code.Move(true, Register.Rdi, Register.R11);
        code.Leave();
        code.Return();
        code.BindShort(few);
        code.BindShort(overlap);
    }

    /// <summary>Copies fewer than 16 bytes: both ends, which may overlap.</summary>
    static void Small(Assembler code)
    {
        code.Alu(AluOperation.Compare, false, Register.Rdx, 8);
        int below8 = code.JumpShort(Condition.Below);
        Ends(code, true, 8);
        code.BindShort(below8);
        code.Alu(AluOperation.Compare, false, Register.Rdx, 4);
        int below4 = code.JumpShort(Condition.Below);
        Ends(code, false, 4);
        code.BindShort(below4);
        code.Test(false, Register.Rdx, Register.Rdx);
        int none = code.JumpShort(Condition.Equal);
        // One to three bytes: the first, the middle one, the last.
        code.Move(false, Register.R10, Register.Rdx);
        code.Shift(ShiftOperation.Right, false, Register.R10, 1);
        code.LoadZeroExtend8(Register.Rax, new(Register.R9));
        code.LoadZeroExtend8(Register.Rcx, new(Register.R9, Register.R10, 0, 0));
        code.LoadZeroExtend8(Register.R11, new(Register.R9, Register.Rdx, 0, -1));
        code.Store8(new(Register.R8), Register.Rax);
        code.Store8(new(Register.R8, Register.R10, 0, 0), Register.Rcx);
        code.Store8(new(Register.R8, Register.Rdx, 0, -1), Register.R11);
        code.BindShort(none);
        code.Leave();
        code.Return();
    }

    static void Ends(Assembler code, bool wide, int bytes)
    {
        code.Load(wide, Register.Rax, new(Register.R9));
        code.Load(wide, Register.Rcx, new(Register.R9, Register.Rdx, 0, -bytes));
        code.Store(wide, new(Register.R8), Register.Rax);
        code.Store(wide, new(Register.R8, Register.Rdx, 0, -bytes), Register.Rcx);
        code.Leave();
        code.Return();
    }

    /// <summary>Sets rdx bytes from r8 on to cl, and returns.</summary>
    static void Fill(Assembler code)
    {
        Label small = default, loop = default, end = default;
        code.ZeroExtend8(Register.Rax, Register.Rcx);
        code.MoveImmediate64(Register.Rcx, 0x0101010101010101);
        code.Multiply(true, Register.Rax, Register.Rcx);
        code.Alu(AluOperation.Compare, true, Register.Rdx, 16);
        code.Jump(Condition.Below, ref small);
        code.Alu(AluOperation.Compare, true, Register.Rdx, StringBytes);
        int few = code.JumpShort(Condition.Below);
        code.Move(true, Register.R11, Register.Rdi);
        code.Move(true, Register.Rdi, Register.R8);
        code.Move(true, Register.Rcx, Register.Rdx);
        code.RepeatStoreBytes();
        code.Move(true, Register.Rdi, Register.R11);
        code.Leave();
        code.Return();
        code.BindShort(few);
        code.Vex(VexCode.VmovqFrom, XmmRegister.Xmm0, Register.Rax);
        code.Vex(UnpackLowQuadwords, XmmRegister.Xmm0, XmmRegister.Xmm0, XmmRegister.Xmm0);
        code.LoadAddress(true, Register.R10, new(Register.R8, Register.Rdx, 0, -16));
        code.Bind(ref loop);
        code.Alu(AluOperation.Compare, true, Register.R8, Register.R10);
        code.Jump(Condition.AboveOrEqual, ref end);
        Store(code, Register.R8, 0, 0);
        code.Alu(AluOperation.Add, true, Register.R8, 16);
        code.Jump(ref loop);
        code.Bind(ref end);
        Store(code, Register.R10, 0, 0);
        code.Leave();
        code.Return();

        code.Bind(ref small);
        FillSmall(code, true, 8);
        FillSmall(code, false, 4);
        code.Test(false, Register.Rdx, Register.Rdx);
        int none = code.JumpShort(Condition.Equal);
        code.Move(false, Register.R10, Register.Rdx);
        code.Shift(ShiftOperation.Right, false, Register.R10, 1);
        code.Store8(new(Register.R8), Register.Rax);
        code.Store8(new(Register.R8, Register.R10, 0, 0), Register.Rax);
        code.Store8(new(Register.R8, Register.Rdx, 0, -1), Register.Rax);
        code.BindShort(none);
        code.Leave();
        code.Return();
    }

    static void FillSmall(Assembler code, bool wide, int bytes)
    {
        code.Alu(AluOperation.Compare, false, Register.Rdx, bytes);
        int below = code.JumpShort(Condition.Below);
        code.Store(wide, new(Register.R8), Register.Rax);
        code.Store(wide, new(Register.R8, Register.Rdx, 0, -bytes), Register.Rax);
        code.Leave();
        code.Return();
        code.BindShort(below);
    }

    /// <summary>Copies 64 bytes.</summary>
    static void Block(Assembler code, int offset)
    {
        for (int i = 0; i < 4; i++)
            Load(code, Register.R9, i, offset + 16 * i);
        for (int i = 0; i < 4; i++)
            Store(code, Register.R8, i, offset + 16 * i);
    }

    static void Load(Assembler code, Register from, int vector, int offset) =>
        code.Vex(VexCode.Vmovups, (XmmRegister)vector, new Address(from, offset));

    static void LoadEnd(Assembler code, Register from, int vector, int before) =>
        code.Vex(VexCode.Vmovups, (XmmRegister)vector, new Address(from, Register.Rdx, 0, -before));

    static void Store(Assembler code, Register to, int vector, int offset) =>
        code.Vex(VexCode.VmovupsStore, (XmmRegister)vector, new Address(to, offset));

    static void StoreEnd(Assembler code, Register to, int vector, int before) =>
        code.Vex(VexCode.VmovupsStore, (XmmRegister)vector, new Address(to, Register.Rdx, 0, -before));
}
