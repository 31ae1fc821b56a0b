using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>The code through which a guest calls a function of another instance; the function's reference is in r11.</summary>
static class CrossingStubs
{
    static readonly Dictionary<(int, int), nint> s_known = [];

    /// <summary>Only the bytes on the stack matter. Called by one thread at a time.</summary>
    public static nint Make(CallingConvention convention)
    {
        (int Parameters, int Results) key = (convention.ParameterBytes, convention.ResultBytes);
        if (!s_known.TryGetValue(key, out nint stub))
            s_known[key] = stub = Stub.Make(Stub.Capacity((key.Parameters + key.Results) / 8), code => Write(code, key.Parameters, key.Results));
        return stub;
    }

    static void Write(Assembler code, int parameters, int results)
    {
        Stub.Prologue(code);
        code.Push(Register.R15);
        code.Push(Register.R14);
        code.Load(true, Register.R15, new(Register.R11, FunctionReferenceLayout.Context));
        code.Load(true, Register.R14, new(Register.R15, ContextLayout.MemoryBase));
        if (parameters + results > 0)
            code.Alu(AluOperation.Subtract, true, Register.Rsp, parameters + results);
        Stub.Copy(code, new(Register.Rbp, 16), new(Register.Rsp), parameters, Register.R13);
        code.Call(new Address(Register.R11, FunctionReferenceLayout.Code));
        Stub.Copy(code, new(Register.Rsp), new(Register.Rbp, 16 + parameters), results, Register.R13);
        code.Load(true, Register.R15, new(Register.Rbp, -8));
        code.Load(true, Register.R14, new(Register.Rbp, -16));
        code.Leave();
        code.Return(parameters);
    }
}
