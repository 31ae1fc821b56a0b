namespace Lode.Control;

/// <summary>What a controller is called for.</summary>
public enum ControlPhase
{
    /// <summary>Once, when the prompt is known.</summary>
    Initialize,

    /// <summary>Each round, while the model computes.</summary>
    Prepare,

    /// <summary>Each round, when the logits are there.</summary>
    Step,
}
