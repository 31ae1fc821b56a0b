namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A table in an array.</summary>
sealed class GuestTable(TableType type)
{
    const int MostElements = 10_000_000;

    public object?[] Elements = new object?[type.Minimum];

    public TableType Type => type;

    public int Grow(uint count, object? value)
    {
        int before = Elements.Length;
        if (before + (long)count > Math.Min(type.Maximum ?? uint.MaxValue, MostElements))
            return -1;
        Array.Resize(ref Elements, before + (int)count);
        Elements.AsSpan(before).Fill(value);
        return before;
    }

    /// <summary>A range, after its bounds are checked.</summary>
    public Span<object?> Range(long first, long count) =>
        first + count > Elements.Length ? throw GuestTrap.Table() : Elements.AsSpan((int)first, (int)count);
}
