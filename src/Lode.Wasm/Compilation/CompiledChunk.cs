using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>The code of some functions that follow each other.</summary>
/// <param name="first">The first function among the module's own.</param>
/// <param name="count">How many.</param>
/// <param name="bytes">Bytes of their bodies.</param>
sealed class CompiledChunk(int first, int count, long bytes) : IDisposable
{
    /// <summary>The first function among the module's own.</summary>
    public int First { get; } = first;

    /// <summary>How many.</summary>
    public int Count { get; } = count;

    /// <summary>Bytes of their bodies.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>The code.</summary>
    public Assembler Code { get; } = new();

    /// <summary>Where each function begins in it.</summary>
    public int[] Offsets { get; } = new int[count];

    /// <summary>Displacements that still need their places.</summary>
    public List<Fixup> Fixups { get; } = [];

    public void Dispose() => Code.Dispose();
}
