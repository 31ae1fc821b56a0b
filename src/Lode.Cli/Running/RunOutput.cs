using Lode.Generation;

namespace Lode.Cli.Running;

/// <summary>Where the text of a run goes: nowhere, where it is only wanted at the end.</summary>
class RunOutput
{
    /// <summary>Takes what a step brought.</summary>
    /// <returns>False when nobody wants more.</returns>
    public virtual bool Take(GeneratedSequence sequence) => true;

    /// <summary>Ends the text.</summary>
    public virtual void Finish(GeneratedSequence sequence)
    {
    }
}
