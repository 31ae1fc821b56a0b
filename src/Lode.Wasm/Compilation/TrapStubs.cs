using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>What every module's code begins with: one piece per kind of trap, which tells the engine the kind.</summary>
/// <remarks>They are called, so that the return address says where the trap is.</remarks>
static class TrapStubs
{
    /// <summary>Bytes of each.</summary>
    const int Size = 16;

    /// <summary>The kinds of traps that code raises itself.</summary>
    const int Count = (int)TrapKind.OutOfFuel + 1;

    /// <summary>Bytes of all.</summary>
    public const int TotalSize = Size * Count;

    /// <summary>Where a kind's stub lies.</summary>
    public static int OffsetOf(int kind) => kind * Size;

    /// <summary>Emits all of them.</summary>
    public static void Emit(Assembler a)
    {
        a.Reserve(TotalSize);
        for (int kind = 0; kind < Count; kind++)
        {
            a.Load(true, Register.R13, new Address(Register.R15, ContextLayout.Builtins));
            a.MoveImmediate32(Register.R11, kind);
            a.Jump(new Address(Register.R13, (int)Builtin.Trap * 8));
            a.Align(Size);
        }
    }
}
