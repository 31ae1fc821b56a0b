using System.Runtime.Versioning;
using Lode.Memory;
using Lode.Wasm.Caching;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm.Tests.Caching;

[SupportedOSPlatform("linux")]
public sealed class ModuleCacheTests : IDisposable
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"lode-cache-{Guid.NewGuid():n}");

    public ModuleCacheTests()
    {
        Assert.SkipUnless(FileStatus.IsSupported, "Linux only");
        Directory.CreateDirectory(_folder);
    }

    string Folder => Path.Combine(_folder, "cache");

    [Fact]
    public void A_name_depends_on_all_that_decides_the_content()
    {
        ModuleKey key = new(ContentHash.Of("a"u8), Guid.NewGuid(), 1, 2);
        string[] names =
        [
            key.FileName, (key with { Module = ContentHash.Of("b"u8) }).FileName, (key with { Build = Guid.NewGuid() }).FileName,
            (key with { Options = 3 }).FileName, (key with { Features = 1 }).FileName,
        ];
        names.Distinct().Count().ShouldBe(names.Length);
        (key with { }).FileName.ShouldBe(key.FileName);
        ModuleKey.HashIn(key.FileName).ShouldBe(key.Module.ToString());
    }

    [Fact]
    public void What_was_written_is_found_and_listed()
    {
        using ModuleCache cache = ModuleCache.Open(Folder);
        cache.Find("x.lwm", out _, out _).ShouldBeNull();
        Add(cache, "x.lwm", 10);
        cache.Find("x.lwm", out _, out string? reason).ShouldNotBeNull().Dispose();
        reason.ShouldBeNull();
        cache.List().Single().ShouldSatisfyAllConditions(module => module.Name.ShouldBe("x.lwm"), module => module.Bytes.ShouldBe(10));
    }

    [Fact]
    public void What_was_not_used_longest_goes_first()
    {
        using ModuleCache cache = ModuleCache.Open(Folder, limit: 30);
        for (int i = 0; i < 4; i++)
        {
            Add(cache, $"{i}.lwm", 10);
            Age(cache, $"{i}.lwm", TimeSpan.FromMinutes(10 - i));
        }
        cache.Find("0.lwm", out FileStatus status, out _).ShouldNotBeNull().Dispose();
        cache.NoteHash(status with { Modified = 1, Changed = 1 }, ContentHash.Of("0"u8), cache.PathOf("0.lwm"));
        cache.Find("0.lwm", out _, out _).ShouldNotBeNull().Dispose();
        cache.KeepLimit();
        cache.List().Select(module => module.Name).ShouldBe(["0.lwm", "3.lwm", "2.lwm"]);
        cache.KeepLimit();
        cache.List().Count.ShouldBe(3);
    }

    [Fact]
    public void Removed_modules_stay_readable_for_those_who_have_them_open()
    {
        using ModuleCache cache = ModuleCache.Open(Folder);
        Add(cache, "x.lwm", 10);
        using SafeFileHandle file = cache.Find("x.lwm", out _, out _).ShouldNotBeNull();
        cache.Clear().Single().Name.ShouldBe("x.lwm");
        cache.List().ShouldBeEmpty();
        RandomAccess.Read(file, new byte[10], 0).ShouldBe(10);
    }

    [Fact]
    public void Only_one_prunes_at_a_time()
    {
        using ModuleCache cache = ModuleCache.Open(Folder);
        Add(cache, "x.lwm", 10);
        using (new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            cache.Prune(0).ShouldBeEmpty();
        cache.Prune(0).Count.ShouldBe(1);
    }

    [Fact]
    public void The_hash_of_a_file_is_known_until_the_file_changes()
    {
        using ModuleCache cache = ModuleCache.Open(Folder);
        string path = Path.Combine(_folder, "m.wasm");
        File.WriteAllText(path, "abc");
        FileStatus before = FileStatus.Of(path).ShouldNotBeNull() with { Changed = 1, Modified = 1 };
        cache.TryGetHash(before, out _).ShouldBeFalse();
        ContentHash hash = ContentHash.Of("abc"u8);
        cache.NoteHash(before, hash, path);
        cache.TryGetHash(before, out ContentHash found).ShouldBeTrue();
        found.ShouldBe(hash);
        foreach (FileStatus other in (FileStatus[])[before with { Length = 4 }, before with { Modified = 2 }, before with { Changed = 2 }, before with { Inode = 1 }])
            cache.TryGetHash(other, out _).ShouldBeFalse();
    }

    [Fact]
    public void The_hash_of_a_file_that_changed_just_now_is_not_noted()
    {
        using ModuleCache cache = ModuleCache.Open(Folder);
        string path = Path.Combine(_folder, "m.wasm");
        File.WriteAllText(path, "abc");
        FileStatus status = FileStatus.Of(path).ShouldNotBeNull();
        cache.NoteHash(status, ContentHash.Of("abc"u8), path);
        cache.TryGetHash(status, out _).ShouldBeFalse();
    }

    [Fact]
    public void Modules_are_listed_with_their_sources_and_notes_go_with_them()
    {
        using ModuleCache cache = ModuleCache.Open(Folder);
        string path = Path.Combine(_folder, "m n.wasm");
        File.WriteAllText(path, "abc");
        FileStatus status = FileStatus.Of(path).ShouldNotBeNull() with { Changed = 1, Modified = 1 };
        ContentHash hash = ContentHash.Of("abc"u8);
        cache.NoteHash(status, hash, path);
        Add(cache, new ModuleKey(hash, Guid.Empty, 0, 0).FileName, 10);
        cache.List().Single().Source.ShouldBe(path);
        cache.Prune(0).Single().Source.ShouldBe(path);
        cache.TryGetHash(status, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2 3 4\n")]
    [InlineData("2 3 4 5 {hash} /x\n")]
    [InlineData("1 a 4 5 {hash} /x\n")]
    [InlineData("1 3 4 5 {hash}0 /x\n")]
    [InlineData("1 3 4 5 zz{hash2} /x\n")]
    public void A_damaged_note_is_no_note(string text)
    {
        string hash = ContentHash.Of("abc"u8).ToString();
        FileNote.Parse(text.Replace("{hash}", hash, StringComparison.Ordinal).Replace("{hash2}", hash[2..], StringComparison.Ordinal)).ShouldBeNull();
    }

    [Fact]
    public void A_note_comes_back_as_it_was()
    {
        FileNote note = new(1, -2, 3, ContentHash.Of("abc"u8), "/a b/c.wasm");
        FileNote.Parse(note.ToString()).ShouldBe(note);
    }

    [Fact]
    public void The_default_folder_follows_the_environment_only_where_it_names_a_root() =>
        ModuleCache.DefaultFolder.ShouldEndWith(Path.Combine("lode", "wasm"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    static void Add(ModuleCache cache, string name, int bytes)
    {
        using OutputFile file = cache.Write(name);
        file.Write(new byte[bytes]);
        file.Commit();
    }

    [Fact]
    public void Being_found_does_not_look_like_a_change()
    {
        using ModuleCache cache = ModuleCache.Open(Folder);
        Add(cache, "x.lwm", 10);
        cache.Find("x.lwm", out FileStatus before, out _).ShouldNotBeNull().Dispose();
        cache.Find("x.lwm", out FileStatus after, out _).ShouldNotBeNull().Dispose();
        (after.Changed, after.Modified).ShouldBe((before.Changed, before.Modified));
    }

    static void Age(ModuleCache cache, string name, TimeSpan age)
    {
        string path = cache.PathOf(name);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        File.SetLastAccessTimeUtc(path, DateTime.UtcNow - age);
    }
}
