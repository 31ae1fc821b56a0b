using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lode.Wasm.Caching;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Artifacts;

/// <summary>Writes a compiled module as an artifact. The same module and options give the same bytes.</summary>
static class ArtifactWriter
{
    /// <summary>Writes an artifact.</summary>
    /// <param name="output">Where it goes, from front to back.</param>
    /// <param name="module">The module, with its code.</param>
    /// <param name="code">Its machine code.</param>
    /// <param name="key">What decided it.</param>
    /// <param name="names">Whether the names of functions are kept.</param>
    /// <param name="sites">Gives the sites of a function, where maps are wanted.</param>
    public static void Write(Stream output, Module module, MachineCode code, ModuleKey key, bool names, Func<int, CodeSite[]>? sites)
    {
        List<ArtifactPart> parts = MakeParts(module, code, names, sites);
        ArtifactSection[] sections = new ArtifactSection[parts.Count];
        long end = ArtifactHeader.Size;
        for (int i = 0; i < sections.Length; i++)
        {
            ArtifactSection section = new(parts[i].Kind, end, parts[i].Length);
            long start = (end + section.Alignment - 1) / section.Alignment * section.Alignment;
            sections[i] = section with { Offset = start };
            end = start + section.Length;
        }
        ArtifactHeader header = new()
        {
            Key = key,
            ModuleBytes = module.Bytes.Length,
            FileBytes = end,
            Functions = module.FunctionCount,
            Content = Hash(parts, sections),
            Sections = sections,
        };
        Span<byte> bytes = new byte[ArtifactHeader.Size];
        header.Write(bytes);
        output.Write(bytes);
        WriteContent(output, parts, sections);
    }

    static List<ArtifactPart> MakeParts(Module module, MachineCode code, bool names, Func<int, CodeSite[]>? sites)
    {
        InitialMemory? memory = InitialMemory.Of(module);
        CodePieces pieces = CodePieces.Of(code.FunctionStarts.Span, code.Length, module.ImportedFunctionCount);
        int[] ends = new int[module.ElementList.Length];
        int items = 0;
        for (int i = 0; i < ends.Length; i++)
            ends[i] = items += module.ElementList[i].Count;
        int[] elements = new int[items];
        for (int i = 0; i < ends.Length; i++)
            module.ElementList[i].Items.Span.CopyTo(elements.AsSpan(ends[i] - module.ElementList[i].Count));
        // What every start touches lies together at the end, so that few pages are read; code lies first.
        List<ArtifactPart> parts = [new(SectionKind.Text, code.Length, code.Write)];
        if (memory is not null)
        {
            IReadOnlyList<PageRun> runs = memory.Runs;
            parts.Add(new(SectionKind.Pages, runs.Sum(run => (long)run.Count) * PageRun.PageBytes, stream => WritePages(stream, memory)));
            parts.Add(new(SectionKind.PageRuns, MemoryMarshal.AsBytes((ReadOnlySpan<PageRun>)[.. runs]).ToArray()));
        }
        parts.Add(new(SectionKind.Skeleton, SkeletonWriter.Write(module, memory is not null, names)));
        parts.Add(new(SectionKind.FunctionTypes, module.FunctionTypes.Span));
        parts.Add(new(SectionKind.Referable, MemoryMarshal.AsBytes(module.Referable.AsSpan()).ToArray()));
        parts.Add(new(SectionKind.ElementEnds, ends));
        parts.Add(new(SectionKind.Elements, elements));
        parts.Add(new(SectionKind.FunctionStarts, code.FunctionStarts.Span));
        parts.Add(new(SectionKind.CodeStarts, pieces.Starts));
        parts.Add(new(SectionKind.CodeFunctions, pieces.Functions));
        if (sites is not null)
        {
            (int[] starts, byte[] maps) = CodeMaps.Encode(pieces, sites);
            parts.Add(new(SectionKind.MapStarts, starts));
            parts.Add(new(SectionKind.Maps, maps));
        }
        return parts;
    }

    static void WritePages(Stream stream, InitialMemory memory)
    {
        foreach (byte[] page in memory.Pages)
            stream.Write(page);
    }

    static ContentHash Hash(List<ArtifactPart> parts, ArtifactSection[] sections)
    {
        using SHA256 sha = SHA256.Create();
        using (CryptoStream stream = new(Stream.Null, sha, CryptoStreamMode.Write))
            WriteContent(stream, parts, sections);
        return new(sha.Hash);
    }

    static void WriteContent(Stream output, List<ArtifactPart> parts, ArtifactSection[] sections)
    {
        Span<byte> gap = stackalloc byte[PageRun.PageBytes];
        gap.Clear();
        long end = ArtifactHeader.Size;
        for (int i = 0; i < sections.Length; i++)
        {
            output.Write(gap[..(int)(sections[i].Offset - end)]);
            parts[i].Write(output);
            end = sections[i].Offset + sections[i].Length;
        }
    }
}
