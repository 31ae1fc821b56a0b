namespace Lode.Cli.Tests.Worker;

/// <summary>What tests of workers have in common.</summary>
public abstract class WorkerTests
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Does what its argument says.</summary>
    protected static string Probe { get; } = Path.Combine(Lode.Tests.TestData.RepositoryRoot, "tests", "Lode.Control.Tests", "Programs", "probe.wasm");

    protected WorkerTests()
    {
        Assert.SkipUnless(Lode.Memory.LocalSocket.IsSupported, "workers need local sockets");
        Assert.SkipUnless(Lode.Wasm.EngineSupport.IsSupported, Lode.Wasm.EngineSupport.Reason ?? "");
    }
}
