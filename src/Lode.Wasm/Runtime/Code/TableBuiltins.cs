using Lode.Wasm.Assembly;

namespace Lode.Wasm.Runtime;

/// <summary>Builtins on tables, and those that C# does.</summary>
static unsafe class TableBuiltins
{
    public static void Write(Assembler code, ref Label trap, Action<Builtin> begin)
    {
        Label outOfBounds = default;
        begin(Builtin.TableGet);
        Find(code, Register.Rcx, ref outOfBounds);
        code.Load(true, Register.Rax, new(Register.R10, Register.Rax, 3, 0));
        code.Return();

        begin(Builtin.TableSet);
        Find(code, Register.Rdx, ref outOfBounds);
        code.Store(true, new(Register.R10, Register.Rax, 3, 0), Register.Rcx);
        code.Return();

        code.Bind(ref outOfBounds);
        code.MoveImmediate32(Register.R11, (int)TrapKind.TableOutOfBounds);
        code.Jump(ref trap);

        foreach ((Builtin builtin, nint function) in HostBuiltins.All)
        {
            begin(builtin);
            WriteHostCall(code, function, ref trap);
        }
    }

    /// <summary>Puts a table's elements into r10, after the index in eax is checked.</summary>
    static void Find(Assembler code, Register table, ref Label outOfBounds)
    {
        code.Load(true, Register.R10, new(Register.R15, ContextLayout.Instance));
        code.Load(true, Register.R10, new(Register.R10, 8));
        code.Move(false, table, table);
        code.Load(true, Register.R10, new(Register.R10, table, 3, 0));
        code.Move(false, Register.Rax, Register.Rax);
        code.Alu(AluOperation.Compare, false, Register.Rax, new Address(Register.R10, TableLayout.Count));
        code.Jump(Condition.AboveOrEqual, ref outOfBounds);
        code.Load(true, Register.R10, new(Register.R10, TableLayout.Elements));
    }

    /// <summary>Calls C# with the context and the parameters; what it wants to trap with, it leaves in the store.</summary>
    static void WriteHostCall(Assembler code, nint function, ref Label trap)
    {
        Stub.Prologue(code);
        Stub.PrepareHostCall(code, 0);
        code.Move(true, Register.Rdi, Register.R15);
        code.Move(true, Register.Rsi, Register.Rax);
        code.Exchange(true, Register.Rcx, Register.Rdx);
        code.MoveImmediate64(Register.Rax, function);
        code.Call(Register.Rax);
        Stub.EndHostCall(code);
        code.Load(true, Register.Rcx, new(Register.R15, ContextLayout.Store));
        code.Load(false, Register.R11, new(Register.Rcx, StoreOffsets.BuiltinTrap));
        code.Test(false, Register.R11, Register.R11);
        int traps = code.JumpShort(Condition.NotEqual);
        code.Return();
        code.BindShort(traps);
        code.StoreImmediate(false, new(Register.Rcx, StoreOffsets.BuiltinTrap), 0);
        code.Alu(AluOperation.Subtract, false, Register.R11, 1);
        code.Jump(ref trap);
    }
}
