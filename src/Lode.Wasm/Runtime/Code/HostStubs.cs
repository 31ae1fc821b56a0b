using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>The code of functions of the host, per type: what guests call, with the function's reference in r11.</summary>
/// <remarks>
/// It hands <see cref="HostCalls.Call"/> the arguments in slots of 16 bytes and takes the results from the slots behind them.
/// </remarks>
static class HostStubs
{
    public static nint Make(CallingConvention convention) =>
        Stub.Make(Stub.Capacity(convention.Parameters.Length + convention.Results.Length), code => Write(code, convention));

    static void Write(Assembler code, CallingConvention convention)
    {
        ReadOnlySpan<ValuePlace> parameters = convention.Parameters, results = convention.Results;
        Stub.Prologue(code);
        Stub.PrepareHostCall(code, 16 * (parameters.Length + results.Length));
        StoreParameters(code, parameters);
        code.Move(true, Register.Rdi, Register.R15);
        code.Move(true, Register.Rsi, Register.R11);
        code.Move(true, Register.Rdx, Register.Rsp);
        code.MoveImmediate64(Register.Rax, HostCalls.Address);
        code.Call(Register.Rax);
        code.Test(false, Register.Rax, Register.Rax);
        int fine = code.JumpShort(Condition.Equal);
        code.MoveImmediate64(Register.Rax, EngineCode.HostTrap);
        code.Jump(Register.Rax);
        code.BindShort(fine);
        LoadResults(code, convention, 16 * parameters.Length);
        Stub.EndHostCall(code);
        code.Return(convention.ParameterBytes);
    }

    static void StoreParameters(Assembler code, ReadOnlySpan<ValuePlace> places)
    {
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i].Kind != PlaceKind.Register)
                continue;
            if (places[i].Type == ValueKind.Int32)
                code.Move(false, places[i].Register, places[i].Register);
            code.Store(true, new(Register.Rsp, i * 16), places[i].Register);
        }
        // Now rax is free.
        for (int i = 0; i < places.Length; i++)
        {
            Address slot = new(Register.Rsp, i * 16);
            if (places[i].Kind == PlaceKind.Xmm && places[i].Type == ValueKind.V128)
            {
                code.Vex(VexCode.VmovupsStore, places[i].Xmm, slot);
            }
            else if (places[i].Kind == PlaceKind.Xmm)
            {
                code.Vex(places[i].Type == ValueKind.Float32 ? VexCode.VmovdTo : VexCode.VmovqTo, places[i].Xmm, Register.Rax);
                code.Store(true, slot, Register.Rax);
            }
            else if (places[i].Kind == PlaceKind.Stack)
            {
                Address from = new(Register.Rbp, 16 + places[i].Number);
                if (places[i].Type is ValueKind.Int32 or ValueKind.Float32)
                {
                    code.Load(false, Register.Rax, from);
                    code.Store(true, slot, Register.Rax);
                }
                else
                {
                    Stub.Copy(code, from, slot, places[i].Bytes, Register.Rax);
                }
            }
        }
    }

    static void LoadResults(Assembler code, CallingConvention convention, int slots)
    {
        ReadOnlySpan<ValuePlace> places = convention.Results;
        for (int i = 0; i < places.Length; i++)
        {
            Address slot = new(Register.Rsp, slots + i * 16);
            switch (places[i].Kind)
            {
                case PlaceKind.Register:
                    code.Load(true, places[i].Register, slot);
                    break;
                case PlaceKind.Xmm:
                    code.Vex(VexCode.Vmovups, places[i].Xmm, slot);
                    break;
                default:
                    Stub.Copy(code, slot, new(Register.Rbp, 16 + convention.ParameterBytes + places[i].Number), places[i].Bytes, Register.Rcx);
                    break;
            }
        }
    }
}
