namespace Lode.Wasm.Tests.Interpreter;

/// <summary>The operands and locals of all calls.</summary>
sealed class Stack
{
    public const int Most = 1_000_000;

    public readonly GuestValue[] Values = new GuestValue[Most + 4096];

    public int Count;

    public void Push(GuestValue value) => Values[Count++] = value;

    public GuestValue Pop() => Values[--Count];

    /// <summary>Moves the topmost values down to a height.</summary>
    public void Keep(int values, int height)
    {
        Array.Copy(Values, Count - values, Values, height, values);
        Count = height + values;
    }
}
