using Lode.Tests;
using Lode.Wasm;

namespace Lode.Cli.Tests;

/// <summary>Programs to run.</summary>
static class GuestFiles
{
    /// <summary>The program of the tests, which does what its first argument says.</summary>
    public static string Probe
    {
        get
        {
            Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
            return Path.Combine(TestData.RepositoryRoot, "tests", "Shared", "Guests", "probe.wasm");
        }
    }

    /// <summary>Runs it.</summary>
    public static CommandResult Run(params string[] arguments) => Run(new CommandInput(), arguments);

    public static CommandResult Run(CommandInput input, params string[] arguments) =>
        LodeCommand.Run(input, ["wasm", "run", Probe, .. arguments]);
}
