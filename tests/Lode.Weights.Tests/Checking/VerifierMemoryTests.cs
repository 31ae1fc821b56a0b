using Lode.Tests;
using Lode.Weights.Checking;
using Lode.Weights.Tests.Quantization;

namespace Lode.Weights.Tests.Checking;

[Collection(Alone.Name)]
public sealed class VerifierMemoryTests
{
    const long ModelBytes = 768L << 20;

    [Fact]
    public void Memory_of_its_own_does_not_grow_with_the_model()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/status");
        using WorkFolder folder = new();
        string path = folder.File("large.safetensors");
        SparseModel.Write(path, ModelBytes);
        CheckOptions options = new() { Hash = false, Threads = 2 };
        ModelVerifier.Verify(path, options);
        long before = Anonymous(), most = 0;
        ModelVerifier.Verify(path, options with { Progress = (_, _) => most = Math.Max(most, Anonymous()) });
        // The process also compiles and collects meanwhile: some megabytes that are not the verifier's, on a busy machine more.
        (most - before).ShouldBeLessThan(ModelBytes / 24);
    }

    static long Anonymous() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        System.Globalization.CultureInfo.InvariantCulture) * 1024;
}
