using Lode.Memory;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Pages of shared memory.</summary>
sealed unsafe class SharedBacking(SharedMemory memory) : MemoryBacking
{
    internal override MemoryBase? Base => null;

    internal override bool TryBegin(byte* start, long bytes) => bytes <= memory.Length
        ? TryMap(start, 0, bytes)
        : throw new ArgumentException($"a memory of {bytes:N0} bytes cannot begin in {memory.Name}, which has {memory.Length:N0}");

    internal override bool TryGrow(byte* start, long before, long more) => before + more <= memory.Length && TryMap(start, before, more);

    internal override bool TryRenew(byte* start, long offset, long bytes)
    {
        if (!TryMap(start, offset, bytes))
            return false;
        // Sealed against becoming shorter, so the host may write here.
        for (long at = 0; at < bytes; at += 1 << 30)
            new Span<byte>(start + offset + at, (int)Math.Min(bytes - at, 1 << 30)).Clear();
        return true;
    }

    bool TryMap(byte* start, long offset, long bytes)
    {
        bool held = false;
        try
        {
            memory.File.DangerousAddRef(ref held);
            return Pages.TryMap(start + offset, bytes, NativeCalls.ProtectRead | NativeCalls.ProtectWrite, shared: true,
                (int)memory.File.DangerousGetHandle(), offset);
        }
        catch (ObjectDisposedException)
        {
            // Guests that grow get -1.
            return false;
        }
        finally
        {
            if (held)
                memory.File.DangerousRelease();
        }
    }
}
