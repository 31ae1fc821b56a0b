using Lode.Memory;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Where the pages of a memory come from.</summary>
public abstract unsafe class MemoryBacking
{
    private protected MemoryBacking()
    {
    }

    /// <summary>Pages of its own, all zero at first.</summary>
    public static MemoryBacking Anonymous { get; } = new AnonymousBacking();

    /// <summary>A snapshot: the memory begins as it was, and shares each page with all others of the image until it writes to it.</summary>
    public static MemoryBacking FromImage(MemoryImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageBacking(image);
    }

    /// <summary>
    /// Shared memory: other processes and guests see all that is in it. The guest's memory begins with what it holds, and grows up to
    /// its length.
    /// </summary>
    /// <param name="memory">The shared memory, which must live as long as the guest's memory may grow.</param>
    public static MemoryBacking FromShared(SharedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return memory.IsFrozen
            ? throw new ArgumentException($"{memory.Name} is frozen: nobody could write to it", nameof(memory))
            : new SharedBacking(memory);
    }

    /// <summary>What the memory is where nobody wrote to it; null where others see what is written, so that it cannot be forked.</summary>
    internal virtual MemoryBase? Base => MemoryBase.Zero;

    /// <summary>Fills the first bytes of a reservation.</summary>
    internal abstract bool TryBegin(byte* start, long bytes);

    /// <summary>Adds zero bytes behind the last.</summary>
    internal virtual bool TryGrow(byte* start, long before, long more) => Pages.TryCommit(start + before, more);

    /// <summary>Puts zero pages where a window was.</summary>
    internal virtual bool TryRenew(byte* start, long offset, long bytes) => Pages.TryRenew(start + offset, bytes);
}
