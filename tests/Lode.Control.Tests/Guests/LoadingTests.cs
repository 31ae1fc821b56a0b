using Lode.Wasm;

namespace Lode.Control.Tests.Guests;

/// <summary>Modules come compiled out of a cache.</summary>
public sealed class LoadingTests : IDisposable
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"lode-control-{Guid.NewGuid():N}");

    public LoadingTests() => Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_module_is_compiled_once_and_mapped_afterwards()
    {
        using ModuleCache cache = ModuleCache.Open(_folder);
        ControllerOptions options = new() { Limits = Programs.Patient, Cache = cache, VocabularyFolder = null };
        using ModelDriver first = new(Controller.Load(Programs.PathOf("probe"), options));
        cache.List().ShouldHaveSingleItem().Source.ShouldBe(Programs.PathOf("probe"));
        using ModelDriver second = new(Controller.Load(Programs.PathOf("probe"), options));
        cache.List().Count.ShouldBe(1);
        second.Run("step allow 9", 1)[0].Generated.ShouldBe(first.Run("step allow 9", 1)[0].Generated);
    }

    [Fact]
    public void A_request_goes_on_when_its_controller_is_gone()
    {
        Controller controller = Programs.Load("probe");
        using ModelDriver driver = new(controller);
        using ControllerRequest request = driver.Start("step fork 2");
        SequenceController sequence = request.Open([0, 2]);
        controller.Dispose();
        sequence.Begin(ControlPhase.Initialize);
        sequence.End().ShouldBe(ControlAction.Sample);
        sequence.Begin(ControlPhase.Step);
        sequence.End().ShouldBe(ControlAction.Fork);
        SequenceController branch = sequence.Fork().ShouldHaveSingleItem();
        foreach (SequenceController each in new[] { sequence, branch })
        {
            each.Begin(ControlPhase.Step);
            each.End().ShouldBe(ControlAction.Sample);
        }
    }

    [Fact]
    public void Calls_in_the_wrong_order_are_refused()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        using ControllerRequest request = driver.Start("");
        SequenceController sequence = request.Open([0, 2]);
        Should.Throw<InvalidOperationException>(() => sequence.End());
        sequence.Begin(ControlPhase.Initialize);
        Should.Throw<InvalidOperationException>(() => sequence.Begin(ControlPhase.Step));
        sequence.End();
        Should.Throw<InvalidOperationException>(() => sequence.Fork());
        Should.Throw<ArgumentException>(() => request.Open([]));
    }

    [Fact]
    public void A_sequence_may_end_while_it_prepares()
    {
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { Step = TimeSpan.FromMilliseconds(50) }));
        using ControllerRequest request = driver.Start("prepare spin");
        SequenceController[] sequences = [request.Open([0, 2]), request.Open([0, 3]), request.Open([0, 4])];
        foreach (SequenceController sequence in sequences)
        {
            sequence.Begin(ControlPhase.Initialize);
            sequence.End();
            sequence.Begin(ControlPhase.Prepare);
        }
        foreach (SequenceController sequence in sequences)
            sequence.Dispose();
    }
}
