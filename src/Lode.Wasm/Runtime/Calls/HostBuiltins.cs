using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>Builtins that C# does: those that allocate, and those on tables.</summary>
static unsafe class HostBuiltins
{
    /// <summary>Each with the function to call.</summary>
    public static (Builtin Builtin, nint Function)[] All =>
    [
        (Builtin.MemoryGrow, (nint)(delegate* unmanaged<ContextState*, uint, long>)&MemoryGrow),
        (Builtin.TableGrow, (nint)(delegate* unmanaged<ContextState*, ulong, uint, uint, long>)&TableGrow),
        (Builtin.TableFill, (nint)(delegate* unmanaged<ContextState*, uint, ulong, uint, uint, long>)&TableFill),
        (Builtin.TableCopy, (nint)(delegate* unmanaged<ContextState*, uint, uint, uint, uint, uint, long>)&TableCopy),
        (Builtin.TableInit, (nint)(delegate* unmanaged<ContextState*, uint, uint, uint, uint, uint, long>)&TableInit),
        (Builtin.ElemDrop, (nint)(delegate* unmanaged<ContextState*, uint, long>)&ElemDrop),
    ];

    [UnmanagedCallersOnly]
    static long MemoryGrow(ContextState* context, uint pages) => HostCalls.InstanceOf(context).FirstMemory!.GrowByGuest(pages);

    [UnmanagedCallersOnly]
    static long TableGrow(ContextState* context, ulong value, uint elements, uint table) =>
        HostCalls.InstanceOf(context).GetTable((int)table).GrowRaw(elements, value);

    [UnmanagedCallersOnly]
    static long TableFill(ContextState* context, uint index, ulong value, uint count, uint table)
    {
        TableState* state = context->Instance->Tables[table];
        if ((ulong)index + count > state->Count)
            return Trap(context);
        new Span<ulong>(state->Elements + index, (int)count).Fill(value);
        return 0;
    }

    [UnmanagedCallersOnly]
    static long TableCopy(ContextState* context, uint to, uint from, uint count, uint tableTo, uint tableFrom)
    {
        TableState* target = context->Instance->Tables[tableTo], source = context->Instance->Tables[tableFrom];
        if ((ulong)to + count > target->Count || (ulong)from + count > source->Count)
            return Trap(context);
        new ReadOnlySpan<ulong>(source->Elements + from, (int)count).CopyTo(new(target->Elements + to, (int)count));
        return 0;
    }

    [UnmanagedCallersOnly]
    static long TableInit(ContextState* context, uint to, uint from, uint count, uint table, uint segment)
    {
        TableState* target = context->Instance->Tables[table];
        ReadOnlySpan<ulong> items = HostCalls.InstanceOf(context).GetElements((int)segment);
        if ((ulong)to + count > target->Count || (ulong)from + count > (ulong)items.Length)
            return Trap(context);
        items.Slice((int)from, (int)count).CopyTo(new(target->Elements + to, (int)count));
        return 0;
    }

    [UnmanagedCallersOnly]
    static long ElemDrop(ContextState* context, uint segment)
    {
        HostCalls.InstanceOf(context).DropElements((int)segment);
        return 0;
    }

    static long Trap(ContextState* context)
    {
        context->Store->BuiltinTrap = (uint)TrapKind.TableOutOfBounds + 1;
        return 0;
    }
}
