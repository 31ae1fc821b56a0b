using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>
/// The code by which the host calls guests of a type: <c>int (context, code, slots)</c> in the convention of System V. It gives 0, and 1
/// when the guest was ended.
/// </summary>
/// <remarks>
/// The frame, downwards from rbp: rbx, r12 to r15, the store's activation before. All entry stubs have it in common, so that a trap can
/// leave through <see cref="EndActivation"/> without knowing which one it was.
/// </remarks>
static class EntryStubs
{
    const int FrameBytes = 56;

    public static nint Make(CallingConvention convention) =>
        Stub.Make(Stub.Capacity(convention.Parameters.Length + convention.Results.Length), code => Write(code, convention));

    /// <summary>Ends the newest activation of the store in rcx, from rsp of <see cref="StoreLayout.ActivationRsp"/>.</summary>
    public static void EndActivation(Assembler code)
    {
        code.Pop(new Address(Register.Rcx, StoreLayout.ActivationRbp));
        code.Pop(new Address(Register.Rcx, StoreLayout.ActivationRsp));
        code.Pop(Register.R15);
        code.Pop(Register.R14);
        code.Pop(Register.R13);
        code.Pop(Register.R12);
        code.Pop(Register.Rbx);
        code.Pop(Register.Rbp);
        code.Return();
    }

    static void Write(Assembler code, CallingConvention convention)
    {
        Stub.Prologue(code);
        code.Push(Register.Rbx);
        code.Push(Register.R12);
        code.Push(Register.R13);
        code.Push(Register.R14);
        code.Push(Register.R15);
        code.Move(true, Register.R15, Register.Rdi);
        code.Move(true, Register.R13, Register.Rsi);
        code.Move(true, Register.R12, Register.Rdx);
        code.Load(true, Register.Rax, new(Register.R15, ContextLayout.Store));
        code.Push(new Address(Register.Rax, StoreLayout.ActivationRsp));
        code.Push(new Address(Register.Rax, StoreLayout.ActivationRbp));
        code.Store(true, new(Register.Rax, StoreLayout.ActivationRsp), Register.Rsp);
        code.Store(true, new(Register.Rax, StoreLayout.ActivationRbp), Register.Rbp);
        code.Load(true, Register.R14, new(Register.R15, ContextLayout.MemoryBase));
        int room = convention.ParameterBytes + convention.ResultBytes;
        if (room > 0)
            code.Alu(AluOperation.Subtract, true, Register.Rsp, room);
        LoadParameters(code, convention.Parameters);
        code.Call(Register.R13);
        StoreResults(code, convention.Results);
        code.LoadAddress(true, Register.Rsp, new(Register.Rbp, -FrameBytes));
        code.Load(true, Register.Rcx, new(Register.R15, ContextLayout.Store));
        code.Zero(Register.Rax);
        EndActivation(code);
    }

    static void LoadParameters(Assembler code, ReadOnlySpan<ValuePlace> places)
    {
        // The stack first: a register is needed on the way.
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i].Kind == PlaceKind.Stack)
                Stub.Copy(code, new(Register.R12, i * 16), new(Register.Rsp, places[i].Number), places[i].Bytes, Register.Rax);
        }
        for (int i = 0; i < places.Length; i++)
        {
            Address slot = new(Register.R12, i * 16);
            if (places[i].Kind == PlaceKind.Register)
                code.Load(true, places[i].Register, slot);
            else if (places[i].Kind == PlaceKind.Xmm)
                code.Vex(VexCode.Vmovups, places[i].Xmm, slot);
        }
    }

    static void StoreResults(Assembler code, ReadOnlySpan<ValuePlace> places)
    {
        for (int i = 0; i < places.Length; i++)
        {
            Address slot = new(Register.R12, i * 16);
            switch (places[i].Kind)
            {
                case PlaceKind.Register:
                    if (places[i].Type == ValueKind.Int32)
                        code.Move(false, places[i].Register, places[i].Register);
                    code.Store(true, slot, places[i].Register);
                    break;
                case PlaceKind.Xmm when places[i].Type == ValueKind.V128:
                    code.Vex(VexCode.VmovupsStore, places[i].Xmm, slot);
                    break;
                case PlaceKind.Xmm:
                    code.Vex(places[i].Type == ValueKind.Float32 ? VexCode.VmovdTo : VexCode.VmovqTo, places[i].Xmm, Register.Rax);
                    code.Store(true, slot, Register.Rax);
                    break;
                default:
                    Address from = new(Register.Rsp, places[i].Number);
                    if (places[i].Type is ValueKind.Int32 or ValueKind.Float32)
                    {
                        code.Load(false, Register.Rax, from);
                        code.Store(true, slot, Register.Rax);
                    }
                    else
                    {
                        Stub.Copy(code, from, slot, places[i].Bytes, Register.Rax);
                    }
                    break;
            }
        }
    }
}
