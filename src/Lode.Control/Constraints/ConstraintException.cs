namespace Lode.Control;

/// <summary>A constraint cannot be made, or takes more than it may.</summary>
public sealed class ConstraintException : Exception
{
    /// <summary>Makes it.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="position">Where in the pattern, in characters from 0; -1 where it is no single place.</param>
    public ConstraintException(string message, int position = -1)
        : base(message) => Position = position;

    /// <summary>Where in the pattern, in characters (code points) from 0; -1 where it is no single place.</summary>
    public int Position { get; }
}
