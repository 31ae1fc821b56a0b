using System.Runtime.InteropServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Runtime;

/// <summary>The code that all guests have in common: builtins, and the ways out of a guest.</summary>
static unsafe class EngineCode
{
    const int Capacity = 16 << 10;

    static readonly int s_count = Enum.GetValues<Builtin>().Length;
    static readonly nint* s_builtins = (nint*)NativeMemory.AllocZeroed((nuint)s_count, (nuint)sizeof(nint));
    static readonly int[] s_offsets = new int[s_count];
    static int s_faultOffset, s_hostOffset;
    static readonly nint s_start = Make();

    /// <summary>The table that contexts point to.</summary>
    public static nint* Builtins => s_builtins;

    /// <summary>Where the trap handler leads a guest that faulted.</summary>
    public static nint FaultExit => s_start + s_faultOffset;

    /// <summary>Where a host stub goes whose function threw.</summary>
    public static nint HostTrap => s_start + s_hostOffset;

    static nint Make()
    {
        nint start = Stub.Make(Capacity, Write);
        for (int i = 0; i < s_count; i++)
            s_builtins[i] = start + s_offsets[i];
        return start;
    }

    static void Write(Assembler code)
    {
        Label trap = default;
        WriteExits(code, ref trap);
        MemoryBuiltins.Write(code, ref trap, Begin);
        TableBuiltins.Write(code, ref trap, Begin);

        void Begin(Builtin builtin)
        {
            code.Align(16);
            s_offsets[(int)builtin] = code.Position;
        }
    }

    /// <summary>Ways out: each leaves kind and place in the store, then the frames are recorded and the activation ends.</summary>
    static void WriteExits(Assembler code, ref Label trap)
    {
        Label exit = default;
        code.Bind(ref trap);
        s_offsets[(int)Builtin.Trap] = code.Position;
        code.Pop(Register.R10);
        code.Load(true, Register.Rax, new(Register.R15, ContextLayout.Store));
        code.Store(true, new(Register.Rax, StoreLayout.TrapPc), Register.R10);
        code.Store(false, new(Register.Rax, StoreLayout.TrapKind), Register.R11);
        code.Jump(ref exit);

        s_faultOffset = code.Position;
        code.Load(true, Register.Rax, new(Register.R15, ContextLayout.Store));
        code.StoreImmediate(false, new(Register.Rax, StoreLayout.TrapKind), (int)StoreState.Fault);
        code.Jump(ref exit);

        s_hostOffset = code.Position;
        code.Load(true, Register.Rax, new(Register.R15, ContextLayout.Store));
        code.StoreImmediate(true, new(Register.Rax, StoreLayout.TrapPc), 0);
        code.StoreImmediate(false, new(Register.Rax, StoreLayout.TrapKind), (int)StoreState.HostException);

        code.Bind(ref exit);
        code.Load(true, Register.R8, new(Register.Rax, StoreLayout.TrapFrames));
        code.Load(true, Register.R9, new(Register.Rax, StoreLayout.ActivationRbp));
        code.Zero(Register.Rdx);
        Label next = default, done = default;
        code.Bind(ref next);
        code.Alu(AluOperation.Compare, true, Register.Rbp, Register.R9);
        code.Jump(Condition.Equal, ref done);
        code.Alu(AluOperation.Compare, false, Register.Rdx, StoreState.MostFrames);
        code.Jump(Condition.Equal, ref done);
        code.Load(true, Register.R10, new(Register.Rbp, 8));
        code.Store(true, new(Register.R8, Register.Rdx, 3, 0), Register.R10);
        code.Load(true, Register.Rbp, new(Register.Rbp));
        code.Alu(AluOperation.Add, false, Register.Rdx, 1);
        code.Jump(ref next);
        code.Bind(ref done);
        code.Store(false, new(Register.Rax, StoreLayout.TrapCount), Register.Rdx);
        code.Load(true, Register.Rsp, new(Register.Rax, StoreLayout.ActivationRsp));
        code.Move(true, Register.Rcx, Register.Rax);
        code.MoveImmediate32(Register.Rax, 1);
        EntryStubs.EndActivation(code);
    }
}
