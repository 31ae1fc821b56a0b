using Lode.Tests;

namespace Lode.Wasm.Tests.Stress;

/// <summary>Guests and the host's own threads do not get in each other's way.</summary>
[Collection(Alone.Name)]
public sealed class StressTests
{
    [Fact]
    public void Traps_exceptions_collections_and_interruptions_at_once()
    {
        using StressRun run = new();
        run.Run(TimeSpan.FromSeconds(4)).ShouldBeNull();
        foreach ((string name, long count) in run.Counts)
            count.ShouldBeGreaterThan(0, name);
    }
}
