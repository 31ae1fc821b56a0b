namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A global variable.</summary>
sealed class GuestGlobal(GlobalType type, Value value)
{
    public Value Value = value;

    public GlobalType Type => type;
}
