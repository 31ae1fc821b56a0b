using Lode.Wasm.Assembly;

namespace Lode.Wasm.Runtime;

/// <summary>What the pieces of code between host and guests have in common.</summary>
static unsafe class Stub
{
    /// <summary>Bytes of a frame for what guests keep over calls and the host does not: rsi, rdi, xmm12 to xmm15.</summary>
    public const int SavedBytes = 80;

    static readonly List<CodeBlock> s_blocks = [];

    /// <summary>Writes code and places it. It stays for as long as the process.</summary>
    public static nint Make(int capacity, Action<Assembler> write)
    {
        using Assembler assembler = new(capacity);
        assembler.Reserve(capacity);
        write(assembler);
        CodeBlock block = CodeArena.Place(assembler.Code);
        lock (s_blocks)
            s_blocks.Add(block);
        return (nint)block.Start;
    }

    /// <summary>Begins a frame.</summary>
    public static void Prologue(Assembler code)
    {
        code.Push(Register.Rbp);
        code.Move(true, Register.Rbp, Register.Rsp);
    }

    /// <summary>Saves what the host does not keep, and makes aligned room below it.</summary>
    public static void PrepareHostCall(Assembler code, int room)
    {
        code.Alu(AluOperation.Subtract, true, Register.Rsp, SavedBytes + 16 + room);
        code.Alu(AluOperation.And, true, Register.Rsp, -16);
        code.Store(true, new(Register.Rbp, -8), Register.Rsi);
        code.Store(true, new(Register.Rbp, -16), Register.Rdi);
        for (int i = 0; i < 4; i++)
            code.Vex(VexCode.VmovupsStore, (XmmRegister)(12 + i), new Address(Register.Rbp, -32 - 16 * i));
    }

    /// <summary>Restores what <see cref="PrepareHostCall"/> saved, and ends the frame.</summary>
    public static void EndHostCall(Assembler code)
    {
        code.Load(true, Register.Rsi, new(Register.Rbp, -8));
        code.Load(true, Register.Rdi, new(Register.Rbp, -16));
        for (int i = 0; i < 4; i++)
            code.Vex(VexCode.Vmovups, (XmmRegister)(12 + i), new Address(Register.Rbp, -32 - 16 * i));
        code.Leave();
    }

    /// <summary>Copies words of 8 bytes through a register.</summary>
    public static void Copy(Assembler code, Address source, Address target, int bytes, Register through)
    {
        for (int i = 0; i < bytes; i += 8)
        {
            code.Load(true, through, source with { Displacement = source.Displacement + i });
            code.Store(true, target with { Displacement = target.Displacement + i }, through);
        }
    }

    /// <summary>Bytes of code that a stub for so many values may need.</summary>
    public static int Capacity(int values) => 1024 + values * 48;
}
