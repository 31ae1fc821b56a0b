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
        return Controller.Load(PathOf(name), new ControllerOptions
        {
            Limits = limits ?? Patient,
            UsesCache = false,
            VocabularyFolder = null,
            RegionFolder = regionFolder,
        });
    }

    /// <summary>Limits of time that no honest program reaches on a machine that does much else.</summary>
    public static ControllerLimits Patient { get; } = new()
    {
        Step = TimeSpan.FromSeconds(60),
        Initialization = TimeSpan.FromSeconds(60),
    };
}
