using System.Runtime.Versioning;
using Lode.Memory;
using Lode.Tests;
using Lode.Wasm.Artifacts;
using Lode.Wasm.Compilation;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm.Tests.Artifacts;

/// <summary>Artifacts as files, whatever the code in them: what is written is found again, and damage is found.</summary>
[SupportedOSPlatform("linux")]
public sealed class ArtifactFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-artifact-").FullName;

    public ArtifactFileTests() => Assert.SkipUnless(FileStatus.IsSupported, "Linux only");

    public static TheoryData<string> Modules => ["icepll.wasm", "sql-wasm.wasm"];

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_comes_back_without_its_code(string name)
    {
        Module module = Module.FromFile(TestData.Require($"wasm/modules/{name}"));
        using Artifact artifact = Open(Write(module));
        ShouldBeSame(artifact.ReadModule(name, WasmLimits.Default), module);
        artifact.Bytes(SectionKind.Text).ToArray().ShouldBe(Code(module));
    }

    [Fact]
    public void All_modules_of_the_suite_come_back_without_their_code()
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(TestData.Require("wasm/spec/core2-json"), "*.wasm", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (Module.Validate(bytes) is not null)
                continue;
            Module module = Module.FromBytes(path, bytes);
            using Artifact artifact = Open(Write(module));
            ShouldBeSame(artifact.ReadModule(path, WasmLimits.Default), module);
            count++;
        }
        count.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void The_initial_memory_is_the_data_where_it_goes()
    {
        Module module = Module.FromFile(TestData.Require("wasm/modules/sql-wasm.wasm"));
        byte[] expected = new byte[module.Memories[0].Minimum * MemoryType.PageBytes];
        foreach (DataSegment segment in module.DataSegments)
            module.GetData(segment).CopyTo(expected.AsSpan((int)segment.Offset!.EvaluateInteger(_ => 0)));
        using Artifact artifact = Open(Write(module));
        byte[] found = new byte[expected.Length];
        Numbers runs = artifact.Numbers(SectionKind.PageRuns);
        for (int i = 0; i < runs.Length; i += 3)
        {
            ReadOnlySpan<byte> pages = artifact.Bytes(SectionKind.Pages).Slice(runs[i + 1] * PageRun.PageBytes, runs[i + 2] * PageRun.PageBytes);
            pages.CopyTo(found.AsSpan(runs[i] * PageRun.PageBytes));
        }
        found.ShouldBe(expected);
    }

    [Fact]
    public void The_same_module_gives_the_same_bytes()
    {
        Module module = Module.FromFile(TestData.Require("wasm/modules/icepll.wasm"));
        Write(module).ShouldBe(Write(Module.FromFile(TestData.Require("wasm/modules/icepll.wasm"))));
    }

    [Fact]
    public void Damage_of_the_header_is_found_bit_by_bit()
    {
        byte[] bytes = Write(Tiny());
        for (int bit = 0; bit < ArtifactHeader.Size * 8; bit++)
        {
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
            ArtifactHeader.Read(bytes, bytes.Length, out string fault).ShouldBeNull();
            fault.ShouldNotBeEmpty();
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
        }
        ArtifactHeader.Read(bytes, bytes.Length, out _).ShouldNotBeNull();
    }

    [Fact]
    public void Damage_behind_the_header_changes_the_hash()
    {
        byte[] bytes = Write(Tiny());
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            int at = random.Next(ArtifactHeader.Size, bytes.Length);
            byte before = bytes[at];
            bytes[at] ^= (byte)random.Next(1, 256);
            using (Artifact artifact = Open(bytes))
                artifact.HashContent().ShouldNotBe(artifact.Header.Content);
            bytes[at] = before;
        }
        using Artifact whole = Open(bytes);
        whole.HashContent().ShouldBe(whole.Header.Content);
    }

    [Fact]
    public void A_file_of_any_other_length_is_refused()
    {
        byte[] bytes = Write(Tiny());
        for (int length = 0; length < bytes.Length; length += length is > 100 and < 4000 ? 97 : 1)
            ArtifactHeader.Read(bytes.AsSpan(0, Math.Min(length, ArtifactHeader.Size)), length, out _).ShouldBeNull();
        ArtifactHeader.Read(bytes, bytes.Length + 1, out string fault).ShouldBeNull();
        fault.ShouldContain("expected");
    }

    /// <summary>Headers with a right hash and wrong contents: made by somebody who knows the format.</summary>
    [Theory]
    [InlineData(nameof(SectionKind.Text), -4096, 0)]
    [InlineData(nameof(SectionKind.Text), 1, 0)]
    [InlineData(nameof(SectionKind.Text), 1L << 40, 0)]
    [InlineData(nameof(SectionKind.Skeleton), 64, 1L << 40)]
    [InlineData(nameof(SectionKind.Skeleton), 0, -(1L << 62))]
    [InlineData(nameof(SectionKind.FunctionTypes), 0, -4)]
    [InlineData(nameof(SectionKind.FunctionTypes), 0, -1)]
    [InlineData(nameof(SectionKind.CodeStarts), 0, -4)]
    [InlineData(nameof(SectionKind.PageRuns), 0, -1)]
    [InlineData(nameof(SectionKind.Pages), 0, -1)]
    public void Sections_that_do_not_fit_are_refused(string name, long offset, long length)
    {
        SectionKind kind = Enum.Parse<SectionKind>(name);
        byte[] bytes = Write(WithData());
        ArtifactHeader header = ArtifactHeader.Read(bytes, bytes.Length, out _).ShouldNotBeNull();
        ArtifactSection[] sections =
            [.. header.Sections.Select(section => section.Kind == kind ? new(kind, section.Offset + offset, section.Length + length) : section)];
        new ArtifactHeader
        {
            Key = header.Key,
            ModuleBytes = header.ModuleBytes,
            FileBytes = header.FileBytes,
            Functions = header.Functions,
            Content = header.Content,
            Sections = sections,
        }.Write(bytes.AsSpan(0, ArtifactHeader.Size));
        ArtifactHeader.Read(bytes, bytes.Length, out string fault).ShouldBeNull();
        fault.ShouldContain("section");
    }

    [Fact]
    public void Maps_find_the_sites_that_they_were_made_of()
    {
        CodeSite[] sites = [new(5, 100, SiteKind.Call), new(9, 90, SiteKind.Trap), new(10, 91, SiteKind.Access), new(300, 100_000, SiteKind.Call)];
        CodePieces pieces = CodePieces.Of([0], 400, 3);
        (int[] starts, byte[] maps) = CodeMaps.Encode(pieces, function => function == 3 ? sites : []);
        starts.ShouldBe([0, maps.Length]);
        CodeMaps.Find(maps, 5).ShouldBe(100);
        CodeMaps.Find(maps, 9).ShouldBe(90);
        CodeMaps.Find(maps, 300).ShouldBe(100_000);
        foreach (int other in (int[])[0, 4, 6, 10, 299, 301])
            CodeMaps.Find(maps, other).ShouldBeNull();
        for (int length = 0; length < maps.Length; length++)
            CodeMaps.Find(maps.AsSpan(0, length), 300).ShouldBeNull();
    }

    [Fact]
    public void Functions_that_share_code_are_one_piece()
    {
        CodePieces pieces = CodePieces.Of([0, 10, 0, 20], 30, 2);
        pieces.Starts.ToArray().ShouldBe([0, 10, 20, 30]);
        pieces.Functions.ToArray().ShouldBe([2, 3, 5]);
        foreach ((int place, int piece) in (ReadOnlySpan<(int, int)>)[(0, 0), (9, 0), (10, 1), (29, 2)])
        {
            pieces.TryFind(place, out int found).ShouldBeTrue();
            found.ShouldBe(piece);
        }
        pieces.TryFind(30, out _).ShouldBeFalse();
        pieces.TryFind(-1, out _).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static Module Tiny() => Module.FromBytes("tiny", "\0asm\u0001\0\0\0"u8);

    /// <summary>A memory of a page with three bytes at 5.</summary>
    static Module WithData() => Module.FromBytes("data",
        [.. "\0asm"u8, 1, 0, 0, 0, 5, 3, 1, 0, 1, 11, 9, 1, 0, 0x41, 5, 0x0b, 3, 1, 2, 3]);

    /// <summary>Bytes in the place of code: the file does not care. Five for each function.</summary>
    static byte[] Code(Module module)
    {
        byte[] code = new byte[(module.FunctionCount - module.ImportedFunctionCount) * 5];
        new Random(code.Length).NextBytes(code);
        return code;
    }

    static byte[] Write(Module module)
    {
        byte[] text = Code(module);
        int[] starts = [.. Enumerable.Range(0, text.Length / 5).Select(i => i * 5)];
        using MemoryStream stream = new();
        ArtifactWriter.Write(stream, module, new(text.Length, starts, output => output.Write(text)),
            new(ContentHash.Of(module.Bytes), Guid.Empty, 1, 2), names: true, sites: null);
        return stream.ToArray();
    }

    Artifact Open(byte[] bytes)
    {
        string path = Path.Combine(_folder, "artifact");
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        SafeFileHandle handle = File.OpenHandle(path);
        Artifact? artifact = Artifact.Open(handle, path, out string fault);
        fault.ShouldBeEmpty();
        return artifact.ShouldNotBeNull();
    }

    static void ShouldBeSame(Module found, Module expected)
    {
        found.Types.ShouldBe(expected.Types);
        found.Imports.Select(import => import.ToString()).ShouldBe(expected.Imports.Select(import => import.ToString()));
        found.Exports.Select(export => export.ToString()).ShouldBe(expected.Exports.Select(export => export.ToString()));
        found.FunctionCount.ShouldBe(expected.FunctionCount);
        (found.ImportedFunctionCount, found.ImportedTableCount, found.ImportedMemoryCount, found.ImportedGlobalCount).ShouldBe(
            (expected.ImportedFunctionCount, expected.ImportedTableCount, expected.ImportedMemoryCount, expected.ImportedGlobalCount));
        found.FunctionTypes.Span.ToArray().ShouldBe(expected.FunctionTypes.Span.ToArray());
        found.CanonicalTypes.ShouldBe(expected.CanonicalTypes);
        found.Tables.Select(table => table.ToString()).ShouldBe(expected.Tables.Select(table => table.ToString()));
        found.Memories.Select(memory => memory.ToString()).ShouldBe(expected.Memories.Select(memory => memory.ToString()));
        found.Globals.Select(global => global.ToString()).ShouldBe(expected.Globals.Select(global => global.ToString()));
        found.GlobalInitializers.Select(Describe).ShouldBe(expected.GlobalInitializers.Select(Describe));
        found.StartFunction.ShouldBe(expected.StartFunction);
        found.DataCount.ShouldBe(expected.DataCount);
        for (int i = 0; i < expected.FunctionCount; i++)
        {
            found.IsReferable(i).ShouldBe(expected.IsReferable(i));
            found.GetFunctionName(i).ShouldBe(expected.GetFunctionName(i));
        }
        found.ElementSegments.Length.ShouldBe(expected.ElementSegments.Length);
        for (int i = 0; i < expected.ElementSegments.Length; i++)
        {
            ElementSegment a = found.ElementSegments[i], b = expected.ElementSegments[i];
            (a.Mode, a.Element, a.Table, Describe(a.Offset)).ShouldBe((b.Mode, b.Element, b.Table, Describe(b.Offset)));
            a.Items.Span.ToArray().ShouldBe(b.Items.Span.ToArray());
        }
        bool elsewhere = InitialMemory.Of(expected) is not null;
        found.DataSegments.Length.ShouldBe(expected.DataSegments.Length);
        for (int i = 0; i < expected.DataSegments.Length; i++)
        {
            DataSegment a = found.DataSegments[i], b = expected.DataSegments[i];
            (a.Mode, a.Memory, Describe(a.Offset)).ShouldBe((b.Mode, b.Memory, Describe(b.Offset)));
            found.GetData(a).ToArray().ShouldBe(elsewhere && b.Offset is not null ? [] : expected.GetData(b).ToArray());
        }
    }

    static string Describe(ConstantExpression? expression) => expression is null ? "" : string.Join(' ', expression.Instructions.ToArray());
}
