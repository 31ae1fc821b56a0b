namespace Lode.Cli.Running;

/// <summary>A line that a controller logged.</summary>
/// <param name="Branch">The number of the branch.</param>
/// <param name="Text">The line.</param>
sealed record ControlLine(int Branch, string Text);
