using Lode.Wasm.Artifacts;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>The initial memory of an artifact: its pages, copied when they are written to; all others are zero.</summary>
sealed unsafe class ArtifactBacking(Artifact artifact) : MemoryBacking
{
    internal override bool TryBegin(byte* start, long bytes)
    {
        if (!Pages.TryCommit(start, bytes))
            return false;
        long file = artifact.Header.Section(SectionKind.Pages).Offset, fileBytes = artifact.Header.Section(SectionKind.Pages).Length;
        Numbers runs = artifact.Numbers(SectionKind.PageRuns);
        for (int i = 0; i < runs.Length; i += 3)
        {
            long to = (long)runs[i] * PageRun.PageBytes, from = (long)runs[i + 1] * PageRun.PageBytes, length = (long)runs[i + 2] * PageRun.PageBytes;
            if (to < 0 || from < 0 || length < 0 || to > bytes - length || from > fileBytes - length)
                throw new InvalidOperationException("the initial memory of the artifact does not fit the module's memory; compile the module again");
            if (!artifact.Map(start + to, file + from, length, NativeCalls.ProtectRead | NativeCalls.ProtectWrite))
                return false;
        }
        return true;
    }
}
