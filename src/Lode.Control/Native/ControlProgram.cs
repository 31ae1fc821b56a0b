namespace Lode.Control;

/// <summary>A controller in C#: derive from it, and give its makers to a <see cref="NativeController"/>.</summary>
public abstract class ControlProgram
{
    /// <summary>Whether <see cref="Prepare"/> does anything.</summary>
    public virtual bool Prepares => false;

    /// <summary>Sees the prompt. May change it by <see cref="ControlStep.Splice"/>, which makes the verdict <see cref="ControlAction.Splice"/>.</summary>
    /// <param name="step">What there is, and what shall happen.</param>
    public virtual ControlAction Initialize(ControlStep step) => ControlAction.Sample;

    /// <summary>Runs while the model computes: on another thread, without logits.</summary>
    /// <param name="step">What there is, and what shall happen.</param>
    public virtual void Prepare(ControlStep step)
    {
    }

    /// <summary>Decides, when the logits are there.</summary>
    /// <param name="step">What there is, and what shall happen.</param>
    public abstract ControlAction Step(ControlStep step);

    /// <summary>A copy of its state, for a branch.</summary>
    public abstract ControlProgram Fork();
}
