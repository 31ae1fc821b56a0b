using Microsoft.Win32.SafeHandles;

namespace Lode.Control.Tests.Sharing;

/// <summary>The page of the machine's memory behind an address: only the privileged may know.</summary>
static unsafe class PhysicalPage
{
    const ulong IsPresent = 1UL << 63, Number = (1UL << 55) - 1;

    static readonly SafeFileHandle s_pages = File.OpenHandle("/proc/self/pagemap");

    /// <summary>Whether this process may know.</summary>
    public static bool IsKnown { get; } = Find();

    /// <summary>Its number; null where it is not known, or no page is there.</summary>
    public static ulong? Of(byte* address)
    {
        ulong entry = 0;
        if (RandomAccess.Read(s_pages, new Span<byte>(&entry, sizeof(ulong)), (long)address / 4096 * sizeof(ulong)) != sizeof(ulong))
            return null;
        return (entry & IsPresent) != 0 && (entry & Number) != 0 ? entry & Number : null;
    }

    static bool Find()
    {
        int here = 1;
        return Of((byte*)&here) is not null;
    }
}
