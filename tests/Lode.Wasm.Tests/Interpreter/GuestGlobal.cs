namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A global variable.</summary>
sealed class GuestGlobal(GlobalType type, GuestValue value)
{
    public GuestValue Value = value;

    public GlobalType Type => type;
}
