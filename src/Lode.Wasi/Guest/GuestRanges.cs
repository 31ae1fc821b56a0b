namespace Lode.Wasi;

/// <summary>The buffers of a scattered read or a gathered write: copied before use, because reading may write over their list.</summary>
sealed class GuestRanges
{
    /// <summary>The most buffers of one call, as on Linux.</summary>
    public const int Maximum = 1024;

    readonly GuestRange[] _ranges = new GuestRange[Maximum];
    int _count;

    public ReadOnlySpan<GuestRange> All => _ranges.AsSpan(0, _count);

    /// <summary>Copies and checks a list: its length, that all of it lies in the memory, and that the sum fits the answer.</summary>
    public Errno Read(GuestMemory memory, uint address, uint count)
    {
        _count = 0;
        if (count > Maximum)
            return Errno.Invalid;
        ulong total = 0;
        for (uint i = 0; i < count; i++)
        {
            ulong place = address + 8UL * i;
            if (place > uint.MaxValue || !memory.TryRead((uint)place, out GuestRange range) || !memory.Contains(range.Address, range.Length))
                return Errno.BadAddress;
            total += range.Length;
            _ranges[i] = range;
        }
        if (total > uint.MaxValue)
            return Errno.Invalid;
        _count = (int)count;
        return Errno.Success;
    }
}
