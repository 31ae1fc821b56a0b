using Lode.Wasm.Artifacts;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>The initial memory of an artifact: its pages, copied when they are written to; all others are zero.</summary>
/// <remarks>The artifact lives as long as its module's code, which the stores of all instances keep.</remarks>
sealed unsafe class ArtifactBacking(Artifact artifact) : MemoryBacking, IMemoryLayer
{
    MemoryBase? _base;

    internal override MemoryBase Base => _base ??= MakeBase();

    internal override bool TryBegin(byte* start, long bytes)
    {
        MemoryBase pages = Base;
        if (pages.End > bytes)
            throw Misfit();
        return Pages.TryCommit(start, bytes) && pages.TryMap(start);
    }

    bool IMemoryLayer.TryMap(byte* address, long bytes, long offset) =>
        artifact.Map(address, offset, bytes, NativeCalls.ProtectRead | NativeCalls.ProtectWrite);

    void IMemoryLayer.AddUser()
    {
    }

    void IMemoryLayer.Release()
    {
    }

    MemoryBase MakeBase()
    {
        long file = artifact.Header.Section(SectionKind.Pages).Offset, fileBytes = artifact.Header.Section(SectionKind.Pages).Length;
        Numbers numbers = artifact.Numbers(SectionKind.PageRuns);
        MemoryRun[] runs = new MemoryRun[numbers.Length / 3];
        long end = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            long to = (long)numbers[3 * i] * PageRun.PageBytes, from = (long)numbers[3 * i + 1] * PageRun.PageBytes;
            long length = (long)numbers[3 * i + 2] * PageRun.PageBytes;
            if (to < end || from < 0 || length < 0 || from > fileBytes - length)
                throw Misfit();
            runs[i] = new(to, length, this, file + from);
            end = to + length;
        }
        return new(runs);
    }

    static InvalidOperationException Misfit() =>
        new("the initial memory of the artifact does not fit the module's memory; compile the module again");
}
