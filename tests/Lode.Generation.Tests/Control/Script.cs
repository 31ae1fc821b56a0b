using Lode.Control;

namespace Lode.Generation.Tests.Control;

/// <summary>A controller whose calls are lambdas. Branches share them, so they keep what they know in the step.</summary>
sealed class Script(Func<ControlStep, ControlAction> step) : ControlProgram
{
    public Func<ControlStep, ControlAction>? OnInitialize { get; init; }

    public Action<ControlStep>? OnPrepare { get; init; }

    public override bool Prepares => OnPrepare is not null;

    public override ControlAction Initialize(ControlStep step) => OnInitialize?.Invoke(step) ?? ControlAction.Sample;

    public override void Prepare(ControlStep step) => OnPrepare!(step);

    public override ControlAction Step(ControlStep input) => step(input);

    public override ControlProgram Fork() => this;

    public static NativeController Controller(Func<ControlStep, ControlAction> step, ControllerLimits? limits = null) => Controller(new Script(step), limits);

    public static NativeController Controller(Script script, ControllerLimits? limits = null) => new("script", () => script, limits);
}
