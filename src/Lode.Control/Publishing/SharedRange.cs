using Lode.Memory;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>Memory of a guest that it shares: a memfd in the place of its own pages.</summary>
sealed class SharedRange(GuestWindow window, MappedWindow mapped)
{
    internal GuestWindow Window { get; } = window;

    /// <summary>Where the guest has it.</summary>
    internal MappedWindow Mapped { get; set; } = mapped;

    /// <summary>The name under which this sequence has published it; null where it has not.</summary>
    internal string? Name { get; set; }

    internal SharedMemory Memory => Window.Window!.Memory;

    internal int Length => (int)Memory.Length;

    /// <summary>Whether it was published, by this sequence or one that it was forked from: nobody can write to it.</summary>
    internal bool IsPublished => Memory.IsFrozen;
}
