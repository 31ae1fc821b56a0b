using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>Ranges of addresses: reserved without access, then given pages.</summary>
static unsafe class Pages
{
    const int ReadWrite = NativeCalls.ProtectRead | NativeCalls.ProtectWrite;
    const int Anonymous = NativeCalls.MapPrivate | NativeCalls.MapAnonymous | NativeCalls.MapNoReserve;

    /// <summary>Rounds up to whole pages.</summary>
    public static long RoundUp(long bytes) => bytes + (NativeCalls.PageBytes - 1) & -NativeCalls.PageBytes;

    /// <summary>Reserves addresses; nothing can be accessed yet.</summary>
    public static byte* Reserve(long bytes, string what)
    {
        nint address = NativeCalls.Map(null, (nuint)bytes, NativeCalls.ProtectNone, Anonymous, -1, 0);
        return address != -1
            ? (byte*)address
            : throw new InsufficientMemoryException($"{what}: cannot reserve {bytes:N0} bytes of addresses: "
                + $"{Marshal.GetLastPInvokeErrorMessage()}; ulimit -v and the number of mappings (vm.max_map_count) bound it");
    }

    /// <summary>Lets reserved pages be read and written; they are zero.</summary>
    public static bool TryCommit(byte* address, long bytes) =>
        bytes == 0 || NativeCalls.Protect(address, (nuint)bytes, ReadWrite) == 0;

    /// <summary>Changes what may be done with pages.</summary>
    public static bool TryProtect(byte* address, long bytes, int protection) =>
        bytes == 0 || NativeCalls.Protect(address, (nuint)bytes, protection) == 0;

    /// <summary>Takes the pages of a range away and leaves it reserved.</summary>
    public static bool TryDecommit(byte* address, long bytes) =>
        bytes == 0 || NativeCalls.Map(address, (nuint)bytes, NativeCalls.ProtectNone, Anonymous | NativeCalls.MapFixed, -1, 0) != -1;

    /// <summary>Puts fresh pages, all zero, in the place of what a range shows.</summary>
    public static bool TryRenew(byte* address, long bytes) =>
        bytes == 0 || NativeCalls.Map(address, (nuint)bytes, ReadWrite, Anonymous | NativeCalls.MapFixed, -1, 0) != -1;

    /// <summary>Shows a file in a range.</summary>
    public static bool TryMap(byte* address, long bytes, int protection, bool shared, int descriptor, long offset) =>
        bytes == 0 || NativeCalls.Map(address, (nuint)bytes, protection,
            (shared ? NativeCalls.MapShared : NativeCalls.MapPrivate | NativeCalls.MapNoReserve) | NativeCalls.MapFixed, descriptor, offset) != -1;

    /// <summary>Gives a range back.</summary>
    public static void Free(byte* address, long bytes)
    {
        if (address != null && bytes != 0)
            _ = NativeCalls.Unmap(address, (nuint)bytes);
    }

    /// <summary>The message of the last call that failed, for exceptions.</summary>
    public static InsufficientMemoryException Failed(string what) =>
        new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
}
