using System.Runtime.InteropServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Runtime;

/// <summary>Turns faults of guests into traps: a signal handler in machine code, in front of .NET's own.</summary>
/// <remarks>
/// It looks at nothing but where the faulting instruction lies. Inside the <see cref="CodeArena"/>, and with a context in r15 that proves
/// itself, it notes instruction, address and signal in the store and lets the thread go on at <see cref="EngineCode.FaultExit"/>; what
/// the fault means is decided after that, in C#. Anything else goes to the handler that was there before, with all registers as they came.
/// The flags and the mask of each signal stay as .NET set them: it depends on which signals have a stack of their own, and keeps its
/// collector's signal blocked meanwhile.
/// </remarks>
static unsafe class TrapHandler
{
    // Registers in ucontext_t, and the fields of siginfo_t that count.
    const int ContextR15 = 96;
    const int ContextRip = 168;
    const int InfoCode = 8;
    const int InfoAddress = 16;
    const int SystemCallSignalAction = 13;

    // SA_SIGINFO: without it there is no context to look at.
    const int InformationFlag = 4;

    static readonly int[] s_signals = [NativeCalls.SignalSegmentation, NativeCalls.SignalBus];
    static readonly nint[] s_handlers = new nint[s_signals.Length];
    static readonly Lock s_gate = new();

    /// <summary>Installs the handlers, or puts them in front again where somebody else's have come between.</summary>
    /// <remarks>A handler that comes in front again is a new one: the old one may be the end of the other's chain.</remarks>
    public static void Install()
    {
        lock (s_gate)
        {
            for (int i = 0; i < s_signals.Length; i++)
            {
                SignalAction now;
                Check(NativeCalls.Action(s_signals[i], null, &now));
                if (s_handlers[i] != 0 && now.Handler == s_handlers[i])
                    continue;
                nint before = now.Handler;
                now.Handler = s_handlers[i] = Stub.Make(512, code => Write(code, before));
                now.Flags |= InformationFlag;
                Check(NativeCalls.Action(s_signals[i], &now, null));
            }
        }
    }

    static void Check(int result)
    {
        if (result != 0)
            throw new InvalidOperationException($"sigaction: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    static void Write(Assembler code, nint before)
    {
        Label chain = default;
        code.MoveImmediate64(Register.Rcx, (long)CodeArena.Start);
        code.Load(true, Register.Rax, new(Register.Rdx, ContextRip));
        code.Move(true, Register.R8, Register.Rax);
        code.Alu(AluOperation.Subtract, true, Register.R8, Register.Rcx);
        code.MoveImmediate64(Register.Rcx, CodeArena.Bytes);
        code.Alu(AluOperation.Compare, true, Register.R8, Register.Rcx);
        code.Jump(Condition.AboveOrEqual, ref chain);

        code.Load(true, Register.R9, new(Register.Rdx, ContextR15));
        code.MoveImmediate64(Register.Rcx, (long)StateArena.Bounds);
        code.Move(true, Register.R8, Register.R9);
        code.Alu(AluOperation.Subtract, true, Register.R8, new Address(Register.Rcx, 0));
        code.Alu(AluOperation.Compare, true, Register.R8, new Address(Register.Rcx, 8));
        code.Jump(Condition.AboveOrEqual, ref chain);
        code.Test(false, Register.R9, 15);
        code.Jump(Condition.NotEqual, ref chain);
        code.Alu(AluOperation.Compare, true, Register.R9, new Address(Register.R9, 48));
        code.Jump(Condition.NotEqual, ref chain);

        code.Load(true, Register.R9, new(Register.R9, ContextLayout.Store));
        code.Store(true, new(Register.R9, StoreLayout.TrapPc), Register.Rax);
        code.Load(true, Register.Rax, new(Register.Rsi, InfoAddress));
        code.Store(true, new(Register.R9, StoreLayout.TrapAddress), Register.Rax);
        code.Load(false, Register.Rax, new(Register.Rsi, InfoCode));
        code.Store(false, new(Register.R9, StoreOffsets.SignalCode), Register.Rax);
        code.Store(false, new(Register.R9, StoreOffsets.Signal), Register.Rdi);
        code.MoveImmediate64(Register.Rax, EngineCode.FaultExit);
        code.Store(true, new(Register.Rdx, ContextRip), Register.Rax);
        code.Return();

        code.Bind(ref chain);
        if (before is 0 or 1)
            WriteDefault(code);
        else
        {
            code.MoveImmediate64(Register.Rax, before);
            code.Jump(Register.Rax);
        }
    }

    /// <summary>Where nobody was before: the default action is put back, and the instruction runs into it again.</summary>
    static void WriteDefault(Assembler code)
    {
        code.Zero(Register.Rax);
        for (int i = 0; i < 4; i++)
            code.Push(Register.Rax);
        code.Move(true, Register.Rsi, Register.Rsp);
        code.Zero(Register.Rdx);
        code.MoveImmediate32(Register.R10, 8);
        code.MoveImmediate32(Register.Rax, SystemCallSignalAction);
        // syscall
        code.Bytes([0x0f, 0x05]);
        code.Alu(AluOperation.Add, true, Register.Rsp, 32);
        code.Return();
    }
}
