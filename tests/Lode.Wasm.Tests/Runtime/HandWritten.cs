using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>Modules whose code is written by hand instead of the compiler: to test what is around it.</summary>
static class HandWritten
{
    /// <summary>Pairs a module with the code of its own functions. Each gets a prologue, and must return itself.</summary>
    public static CompiledModule Make(Engine engine, GuestBuilder builder, params Action<Assembler>[] functions)
    {
        Module module = Module.FromBytes("by hand", builder.ToArray());
        using Assembler code = new();
        int[] offsets = new int[functions.Length + 1];
        for (int i = 0; i < functions.Length; i++)
        {
            code.Reserve(8192);
            code.Align(16);
            offsets[i] = code.Position;
            code.Push(Register.Rbp);
            code.Move(true, Register.Rbp, Register.Rsp);
            functions[i](code);
        }
        offsets[^1] = code.Position;
        CodeImage image = new(code.Position, functions.Length);
        code.Code.CopyTo(image.Text);
        offsets.CopyTo(image.FunctionOffsets, 0);
        return new(engine, module, image);
    }

    /// <summary>Ends a function.</summary>
    public static void Leave(this Assembler code, int parameterBytes)
    {
        code.Leave();
        code.Return(parameterBytes);
    }

    /// <summary>Traps as compiled code does.</summary>
    public static void Trap(this Assembler code, TrapKind kind)
    {
        int over = code.CallLater();
        code.Write32(over, 0);
        // The return address, which the stub pops, is right here.
        code.Load(true, Register.R13, new(Register.R15, ContextLayout.Builtins));
        code.MoveImmediate32(Register.R11, (int)kind);
        code.Jump(new Address(Register.R13, (int)Builtin.Trap * 8));
    }

    /// <summary>Moves parameters to the results of the same types in order.</summary>
    public static void Echo(Assembler code, FunctionType type)
    {
        CallingConvention convention = CallingConvention.Of(type);
        // Further results first, while all registers still hold parameters; rbx is kept by callees, and saved here.
        code.Push(Register.Rbx);
        for (int i = convention.Results.Length - 1; i >= 0; i--)
        {
            ValuePlace from = convention.Parameters[i], to = convention.Results[i];
            int words = to.Bytes / 8;
            Address target = new(Register.Rbp, 16 + convention.ParameterBytes + to.Number);
            if (from.Kind == PlaceKind.Stack)
            {
                for (int word = 0; word < words; word++)
                {
                    code.Load(true, Register.Rbx, new(Register.Rbp, 16 + from.Number + word * 8));
                    if (to.Kind == PlaceKind.Stack)
                        code.Store(true, target with { Displacement = target.Displacement + word * 8 }, Register.Rbx);
                }
            }
            else if (to.Kind == PlaceKind.Stack && from.Kind == PlaceKind.Register)
            {
                code.Store(true, target, from.Register);
            }
            else if (to.Kind == PlaceKind.Stack)
            {
                code.Vex(to.Bytes == 16 ? VexCode.VmovupsStore : VexCode.VmovsdStore, from.Xmm, target);
            }
            // The first result is the first parameter, in the same register.
        }
        code.Pop(Register.Rbx);
        code.Leave(convention.ParameterBytes);
    }
}
