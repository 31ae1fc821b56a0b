namespace Lode.Control;

/// <summary>Takes what controllers log, as it comes. Called on the thread that runs the controller, also by several at once.</summary>
/// <param name="sequence">The number of the sequence in its request.</param>
/// <param name="text">UTF-8, whole lines without their ends; ill-formed bytes are possible.</param>
public delegate void ControlLog(int sequence, ReadOnlySpan<byte> text);
