using Lode.Usage.PageCache;

namespace Lode.Usage.Tests.PageCache;

public sealed class PageCacheControlTests
{
    const int Length = 5_000_000;

    [Fact]
    public void A_file_is_cached_when_written_and_read_and_not_when_evicted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux can");
        // Not in the folder for temporary files, which may lie in memory and then is nothing but cache.
        string path = Path.Combine(AppContext.BaseDirectory, Path.GetRandomFileName());
        File.WriteAllBytes(path, new byte[Length]);
        try
        {
            PageCacheControl.CachedBytes(path)!.Value.ShouldBeGreaterThanOrEqualTo(Length);
            PageCacheControl.Evict(path).ShouldBe((EvictionResult.Evicted, 0));
            PageCacheControl.CachedBytes(path).ShouldBe(0);
            File.ReadAllBytes(path).Length.ShouldBe(Length);
            PageCacheControl.CachedBytes(path)!.Value.ShouldBeGreaterThanOrEqualTo(Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_a_process_maps_stays_cached()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux can");
        string own = typeof(PageCacheControl).Assembly.Location;
        File.ReadAllBytes(own);
        (EvictionResult result, long bytes) = PageCacheControl.Evict(own);
        result.ShouldBe(EvictionResult.StillCached);
        bytes.ShouldBePositive();
    }

    [Fact]
    public void A_file_that_is_not_there_is_reported() =>
        Should.Throw<FileNotFoundException>(() => PageCacheControl.CachedBytes(Path.Combine(AppContext.BaseDirectory, "no such file")));
}
