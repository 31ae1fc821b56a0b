using Lode.Wasm;

namespace Lode.Control;

/// <summary>What a guest says beside its verdicts: <c>log</c> and <c>result</c>.</summary>
static class AnswerFunctions
{
    public static void Define(Linker linker)
    {
        linker.DefineFunction<int, int>(GuestImports.Module, "log", static (caller, text, length) =>
        {
            GuestSequence guest = GuestSequence.Of(caller);
            guest.Log(guest.Scratch(text, length, "a text to log"));
        });
        linker.DefineFunction<int, int, int, int>(GuestImports.Module, "result", static (caller, name, nameLength, value, length) =>
        {
            GuestSequence guest = GuestSequence.Of(caller);
            string key = guest.ReadName(name, nameLength);
            guest.Request.Variables.SetResult(key, guest.Scratch(value, length, "a value"));
        });
    }
}
