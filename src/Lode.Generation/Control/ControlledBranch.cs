using Lode.Control;

namespace Lode.Generation;

/// <summary>One of the texts that came of a prompt and a controller.</summary>
/// <param name="Number">Its number among them, from 0.</param>
/// <param name="Parent">The number of the one that it was forked from; its own where it was not.</param>
/// <param name="Text">The text, without the prompt.</param>
/// <param name="Tokens">Its tokens, without one that ended it.</param>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Error">What was wrong, where the controller failed.</param>
public sealed record ControlledBranch(int Number, int Parent, string Text, IReadOnlyList<int> Tokens, StopReason StopReason, ControllerException? Error);
