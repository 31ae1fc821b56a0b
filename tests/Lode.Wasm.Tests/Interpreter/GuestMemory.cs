namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A linear memory in an array.</summary>
sealed class GuestMemory(MemoryType type)
{
    /// <summary>The most pages that an array holds.</summary>
    const int MostPages = 32_767;

    public byte[] Bytes = new byte[(long)type.Minimum * MemoryType.PageBytes];

    public int Pages => Bytes.Length / MemoryType.PageBytes;

    public int? Maximum => type.Maximum;

    public int Grow(uint pages)
    {
        int before = Pages;
        if (before + (long)pages > Math.Min(type.Maximum ?? MemoryType.MaximumPages, MostPages))
            return -1;
        Array.Resize(ref Bytes, (before + (int)pages) * MemoryType.PageBytes);
        return before;
    }

    /// <summary>A range, after its bounds are checked.</summary>
    public Span<byte> Range(long address, long length) =>
        address + length > Bytes.Length ? throw GuestTrap.Memory() : Bytes.AsSpan((int)address, (int)length);
}
