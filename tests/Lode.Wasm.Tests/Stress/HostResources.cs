using System.Globalization;

namespace Lode.Wasm.Tests.Stress;

/// <summary>What the process has: mappings, descriptors, memory.</summary>
sealed record HostResources(int Mappings, int Descriptors, long AnonymousBytes)
{
    /// <summary>After what is garbage is gone.</summary>
    public static HostResources Now()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        string memory = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return new(
            File.ReadLines("/proc/self/maps").Count(),
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            long.Parse(memory.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024);
    }

    /// <summary>Holds it to what was before: .NET's own heaps come and go a little.</summary>
    public void ShouldBeLike(HostResources before)
    {
        Mappings.ShouldBeLessThan(before.Mappings + 40, "mappings");
        Descriptors.ShouldBeLessThan(before.Descriptors + 5, "descriptors");
        AnonymousBytes.ShouldBeLessThan(before.AnonymousBytes + (32 << 20), "bytes of memory");
    }
}
