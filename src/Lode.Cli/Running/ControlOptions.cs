using Lode.Control;

namespace Lode.Cli.Running;

/// <summary>The controller of a run, and what it is given.</summary>
/// <param name="File">A WebAssembly module.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="Files">Files and regions that it may map.</param>
/// <param name="Publishes">Names under which it may publish regions.</param>
/// <param name="IsIsolated">Whether it runs in a process of its own.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Logs">Whether its log is shown.</param>
sealed record ControlOptions(
    string File,
    byte[] Argument,
    IReadOnlyList<ControlFile> Files,
    IReadOnlyList<string> Publishes,
    bool IsIsolated,
    ControllerLimits Limits,
    bool Logs);
