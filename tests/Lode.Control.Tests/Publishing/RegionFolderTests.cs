using System.Text;
using Lode.Memory;

namespace Lode.Control.Tests;

/// <summary>Entries of published regions, those that were made up included.</summary>
public sealed class RegionFolderTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-test-").FullName;

    public RegionFolderTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && FileStatus.IsSupported, "shared memory needs Linux");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a", true)]
    [InlineData("Schema-1.2_x", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData(".hidden", false)]
    [InlineData("-x", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    [InlineData("a\0", false)]
    public void Names_are_of_letters_and_digits(string name, bool isName) => PublishedRegions.IsName(name).ShouldBe(isName);

    [Fact]
    public void Names_have_an_end() => PublishedRegions.IsName(new string('a', 65)).ShouldBeFalse();

    [Fact]
    public void An_entry_is_written_and_read()
    {
        RegionEntry entry = new(12, 345, 6, 789, 1 << 20);
        RegionEntry.TryParse(entry.Format(), out RegionEntry read).ShouldBeTrue();
        read.ShouldBe(entry);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("lode-region 1 1 2 3 4 5")]
    [InlineData("lode-region 2 1 2 3 4 5\n")]
    [InlineData("lode-region 1 1 2 3 4\n")]
    [InlineData("lode-region 1 1 2 3 4 5 6\n")]
    [InlineData("lode-region 1 1 2 3 4 5\n\n")]
    [InlineData("lode-region 1 0 2 3 4 5\n")]
    [InlineData("lode-region 1 -1 2 3 4 5\n")]
    [InlineData("lode-region 1 1 2 -3 4 5\n")]
    [InlineData("lode-region 1 99999999999 2 3 4 5\n")]
    [InlineData("lode-region 1 1 2 3 4 99999999999999999999\n")]
    [InlineData("lode-region 1 1 2 ../../x 4 5\n")]
    [InlineData("lode-region 1 ")]
    [InlineData("lode-region 1 1 2 3 4 0\n")]
    public void What_is_no_entry_is_refused(string text) => RegionEntry.TryParse(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void Random_bytes_are_no_entries()
    {
        Random random = new(1);
        byte[] entry = new RegionEntry(12, 345, 6, 789, 1 << 20).Format();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] changed = [.. entry.AsSpan(0, random.Next(entry.Length + 1))];
            if (changed.Length > 0)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            if (RegionEntry.TryParse(changed, out RegionEntry read))
                read.Format().ShouldBe(changed);
        }
    }

    [Fact]
    public void An_entry_of_a_process_that_is_gone_is_removed()
    {
        Write("old", new RegionEntry(Environment.ProcessId, 1, 3, 4, 4096));
        Write("none", new RegionEntry(int.MaxValue, 1, 3, 4, 4096));
        using (SharedMemory memory = Frozen(4096))
        {
            // Its process is this one, started at another time.
            RegionFolder.TryAdd(_folder, "old", memory).ShouldBeTrue();
            RegionFolder.Remove(_folder, "old", memory);
        }
        RegionFolder.Open(_folder, "none", out string? reason).ShouldBeNull();
        reason.ShouldBeNull();
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void An_entry_that_another_put_in_its_place_stays()
    {
        using SharedMemory memory = Frozen(4096);
        RegionFolder.TryAdd(_folder, "x", memory).ShouldBeTrue();
        Write("x", new RegionEntry(1, 2, 3, 4, 4096));
        RegionFolder.Remove(_folder, "x", memory);
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_folder_or_file_that_others_can_write_is_not_believed()
    {
        if (OperatingSystem.IsWindows())
            return;
        using SharedMemory memory = Frozen(4096);
        RegionFolder.TryAdd(_folder, "x", memory).ShouldBeTrue();
        File.SetUnixFileMode(Directory.GetFiles(_folder)[0], (UnixFileMode)Convert.ToInt32("666", 8));
        RegionFolder.Open(_folder, "x", out string? reason).ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain("others may write");
        File.SetUnixFileMode(_folder, (UnixFileMode)Convert.ToInt32("777", 8));
        RegionFolder.Open(_folder, "x", out reason).ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain("chmod 700");
        PublishedRegions.TryAdd($"here-{Guid.NewGuid():N}", memory, _folder, out string? problem).ShouldBeTrue();
        problem.ShouldNotBeNull().ShouldContain("chmod 700");
        File.SetUnixFileMode(_folder, (UnixFileMode)Convert.ToInt32("700", 8));
    }

    void Write(string name, RegionEntry entry) => File.WriteAllBytes(Path.Combine(_folder, $"{name}.region"), entry.Format());

    static SharedMemory Frozen(int bytes)
    {
        SharedMemory memory = new("lode-test", bytes);
        memory.Write(0, "content"u8);
        memory.Freeze();
        return memory;
    }
}
