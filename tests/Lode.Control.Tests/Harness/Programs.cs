using Lode.Tests;
using Lode.Wasm;

namespace Lode.Control.Tests;

/// <summary>The compiled programs of the tests: <c>Programs/build</c> makes them.</summary>
static class Programs
{
    public static string Folder { get; } = Path.Combine(TestData.RepositoryRoot, "tests", "Lode.Control.Tests", "Programs");

    public static string PathOf(string name) => Path.Combine(Folder, $"{name}.wasm");

    /// <summary>Loads one; skips the test where guests cannot run.</summary>
    public static Controller Load(string name, ControllerLimits? limits = null, string? regionFolder = null)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        return Worker.IsolatedTests.InWorker ? Worker.WorkerHost.Shared(regionFolder).Load(name, limits)
            : Controller.Load(PathOf(name), Options(limits ?? Patient, regionFolder));
    }

    /// <summary>How tests load their programs, in this process and in workers.</summary>
    public static ControllerOptions Options(ControllerLimits limits, string? regionFolder) => new()
    {
        Limits = limits,
        UsesCache = false,
        VocabularyFolder = null,
        RegionFolder = regionFolder,
    };

    /// <summary>Limits of time that no honest program reaches on a machine that does much else.</summary>
    public static ControllerLimits Patient { get; } = new()
    {
        Step = TimeSpan.FromSeconds(60),
        Initialization = TimeSpan.FromSeconds(60),
    };
}
