using Lode.Control;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Generation.Tests.Control;

/// <summary>Compiled controllers that do what their argument says, lines of when and what.</summary>
static class Guests
{
    /// <summary>Times that no honest program reaches on a machine that does much else.</summary>
    public static ControllerLimits Patient { get; } = new() { Step = TimeSpan.FromSeconds(60), Initialization = TimeSpan.FromSeconds(60) };

    /// <summary>Loads one; skips the test where guests cannot run.</summary>
    public static Controller Load(string name, ControllerLimits? limits = null)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        string path = Path.Combine(TestData.RepositoryRoot, "tests", "Lode.Control.Tests", "Programs", $"{name}.wasm");
        return Controller.Load(path, new ControllerOptions { Limits = limits ?? Patient, VocabularyFolder = null });
    }
}
