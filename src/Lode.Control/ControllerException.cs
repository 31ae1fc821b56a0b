namespace Lode.Control;

/// <summary>A controller cannot go on. Other sequences and the host are what they were.</summary>
public sealed class ControllerException : Exception
{
    /// <summary>Makes it.</summary>
    /// <param name="fault">Why, for programs.</param>
    /// <param name="message">Why, for people: which controller, what was expected, what was found.</param>
    /// <param name="cause">What led to it.</param>
    public ControllerException(ControllerFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>Why, for programs.</summary>
    public ControllerFault Fault { get; }
}
