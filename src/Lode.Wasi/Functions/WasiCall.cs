using Lode.Wasm;

namespace Lode.Wasi;

/// <summary>One call of a guest: what it passed, and its memory.</summary>
readonly ref struct WasiCall(ReadOnlySpan<Value> arguments, GuestMemory memory)
{
    readonly ReadOnlySpan<Value> _arguments = arguments;

    public GuestMemory Memory { get; } = memory;

    public uint UInt32(int index) => _arguments[index].AsUInt32;

    public ulong UInt64(int index) => _arguments[index].AsUInt64;

    /// <summary>Copies a path out of the memory.</summary>
    /// <param name="index">The argument that is its address; the next one is its length.</param>
    /// <param name="path">The path, not empty and without zeros.</param>
    public Errno Path(int index, out byte[] path)
    {
        path = [];
        uint length = UInt32(index + 1);
        if (!Memory.Contains(UInt32(index), length))
            return Errno.BadAddress;
        if (length > GuestPath.MaximumBytes)
            return Errno.NameTooLong;
        path = new byte[length];
        if (!Memory.TryRead(UInt32(index), path))
            return Errno.BadAddress;
        return length == 0 ? Errno.NoEntry : path.AsSpan().Contains((byte)0) ? Errno.Invalid : Errno.Success;
    }

    /// <summary>Reads flags that say how a path is looked up.</summary>
    public Errno Lookup(int index, out Following following)
    {
        following = (UInt32(index) & 1) != 0 ? Following.Always : Following.WithSlash;
        return UInt32(index) > 1 ? Errno.Invalid : Errno.Success;
    }

    /// <summary>Reads two times and the flags behind them that say which of them count.</summary>
    public Errno Times(int index, Span<TimeSpecification> accessAndModification)
    {
        if (UInt32(index + 2) > (uint)TimeFlags.All)
            return Errno.Invalid;
        TimeFlags flags = (TimeFlags)UInt32(index + 2);
        bool isGood = TryTime(UInt64(index), (flags & TimeFlags.Access) != 0, (flags & TimeFlags.AccessNow) != 0, out accessAndModification[0]);
        isGood &= TryTime(UInt64(index + 1), (flags & TimeFlags.Modification) != 0, (flags & TimeFlags.ModificationNow) != 0, out accessAndModification[1]);
        return isGood ? Errno.Success : Errno.Invalid;
    }

    static bool TryTime(ulong time, bool given, bool now, out TimeSpecification specification)
    {
        specification = given ? TimeSpecification.Of(time) : now ? TimeSpecification.Now : TimeSpecification.Omit;
        return !(given && now);
    }
}
