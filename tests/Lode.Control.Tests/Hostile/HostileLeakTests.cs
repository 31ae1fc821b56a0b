namespace Lode.Control.Tests.Hostile;

/// <summary>Guests that do harm leave nothing behind.</summary>
[Collection(Lode.Tests.Alone.Name)]
public sealed class HostileLeakTests
{
    [Fact]
    public void Nothing_is_left_of_guests_that_did_harm()
    {
        using ModelDriver driver = new(HostileRuns.Load()) { TokenCapacity = 1 << 20, Publishes = ["p"] };
        HostileRuns found = new();
        for (int seed = 0; seed < 64; seed++)
            found.Run(driver, $"{seed % 16} {seed}");
        (int mappings, int descriptors) = Now();
        for (int seed = 64; seed < 464; seed++)
            found.Run(driver, $"{(seed % 16 == 4 ? 11 : seed % 16)} {seed}");
        (int mappingsThen, int descriptorsThen) = Now();
        mappingsThen.ShouldBeLessThan(mappings + 60);
        descriptorsThen.ShouldBeLessThan(descriptors + 5);
        found.Acts.ShouldBeGreaterThan(300);
    }

    static (int Mappings, int Descriptors) Now()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return (File.ReadLines("/proc/self/maps").Count(), Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
    }
}
