namespace Lode.Wasm.Runtime;

/// <summary>The one range of addresses that holds all machine code of the process: stubs and modules.</summary>
/// <remarks>
/// A fault whose instruction lies here is a guest's; this is how the trap handler tells. Pages are either writable or executable, never
/// both: code is written and then protected.
/// </remarks>
static unsafe class CodeArena
{
    /// <summary>Bytes of the range: 64 GiB of addresses, which cost nothing until code is in them.</summary>
    public const long Bytes = 64L << 30;

    static readonly Lock s_gate = new();
    static readonly FreeRanges s_free = new(Bytes);
    static byte* s_start;

    /// <summary>Where the range begins.</summary>
    public static byte* Start
    {
        get
        {
            if (s_start == null)
            {
                lock (s_gate)
                {
                    if (s_start == null)
                        s_start = Pages.Reserve(Bytes, "machine code");
                }
            }
            return s_start;
        }
    }

    /// <summary>Whether an address lies in the range.</summary>
    public static bool Contains(nuint address) => (long)(address - (nuint)Start) is >= 0 and < Bytes;

    /// <summary>Places code: copies it to pages of its own and makes them executable.</summary>
    public static CodeBlock Place(ReadOnlySpan<byte> code)
    {
        CodeBlock block = Take(Math.Max(1, code.Length));
        long bytes = Pages.RoundUp(block.Length);
        if (!Pages.TryCommit(block.Start, bytes))
            throw Pages.Failed($"machine code of {block.Length:N0} bytes");
        code.CopyTo(new Span<byte>(block.Start, code.Length));
        if (!Pages.TryProtect(block.Start, bytes, NativeCalls.ProtectRead | NativeCalls.ProtectExecute))
            throw Pages.Failed("machine code cannot be made executable");
        return block;
    }

    /// <summary>Takes a range of whole pages, without access: for code that is about to be mapped there.</summary>
    public static CodeBlock Take(long length)
    {
        byte* start = Start;
        long bytes = Pages.RoundUp(length);
        long at;
        lock (s_gate)
            at = s_free.Take(bytes);
        if (at >= 0)
            return new(start + at, length);
        throw new InsufficientMemoryException($"there is no room for {length:N0} bytes of machine code among {Bytes:N0}; dispose modules that are no longer used");
    }

    /// <summary>Takes the pages of a block away.</summary>
    public static void Return(byte* start, long length)
    {
        long at = start - s_start, bytes = Pages.RoundUp(length);
        // What could not be taken away stays taken: a leak, but never code that is somebody else's too.
        if (!Pages.TryDecommit(start, bytes))
            return;
        lock (s_gate)
            s_free.Return(at, bytes);
    }
}
