using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Private pages.</summary>
sealed unsafe class AnonymousBacking : MemoryBacking
{
    internal override bool TryBegin(byte* start, long bytes) => Pages.TryCommit(start, bytes);
}
