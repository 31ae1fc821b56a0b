namespace Lode.Control;

/// <summary>How <see cref="WorkerController.Isolate"/> starts the process that runs a controller.</summary>
public sealed record IsolationOptions
{
    /// <summary>The words that start <c>lode</c>, without its arguments: its path; or the .NET host, <c>exec</c> and the path of lode.dll.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Whose tokenizer the process opens: a model's file or folder, or a tokenizer's. It must be that of the requests.</summary>
    public required string TokenizerPath { get; init; }

    /// <summary>What the controller's sequences may take.</summary>
    public ControllerLimits Limits { get; init; } = ControllerLimits.Default;
}
