using Lode.Wasm;

namespace Lode.Control;

/// <summary>The variables of the request: <c>variable_*</c>.</summary>
static class VariableFunctions
{
    public static void Define(Linker linker)
    {
        linker.DefineFunction<int, int, int, int, int, int>(GuestImports.Module, "variable_get",
            static (caller, name, nameLength, value, capacity, version) =>
                Get(GuestSequence.Of(caller), name, nameLength, value, capacity, version));
        linker.DefineFunction<int, int, int, int, long>(GuestImports.Module, "variable_set", static (caller, name, nameLength, value, length) =>
        {
            GuestSequence guest = GuestSequence.Of(caller);
            string key = guest.ReadName(name, nameLength);
            return (long)guest.Request.Variables.Set(key, guest.Scratch(value, length, "a value"));
        });
        linker.DefineFunction<int, int, int, int, long>(GuestImports.Module, "variable_append", static (caller, name, nameLength, value, length) =>
        {
            GuestSequence guest = GuestSequence.Of(caller);
            string key = guest.ReadName(name, nameLength);
            return (long)guest.Request.Variables.Append(key, guest.Scratch(value, length, "a value"));
        });
        linker.DefineFunction<int, int, long, int, int, long>(GuestImports.Module, "variable_swap",
            static (caller, name, nameLength, expected, value, length) =>
            {
                GuestSequence guest = GuestSequence.Of(caller);
                string key = guest.ReadName(name, nameLength);
                ReadOnlySpan<byte> bytes = guest.Scratch(value, length, "a value");
                return guest.Request.Variables.TrySwap(key, (ulong)expected, bytes, out ulong version) ? (long)version : -1;
            });
    }

    static int Get(GuestSequence guest, int name, int nameLength, int value, int capacity, int version)
    {
        if (!guest.Request.Variables.TryGet(guest.ReadName(name, nameLength), out ReadOnlyMemory<byte> found, out ulong number))
            return -1;
        if (version != 0)
            guest.Memory.CopyFrom((uint)version, BitConverter.GetBytes(number));
        if ((uint)found.Length <= (uint)capacity)
            guest.Memory.CopyFrom((uint)value, found.Span);
        return found.Length;
    }
}
