namespace Lode.Control;

/// <summary>A read in flight. Objects are used again.</summary>
sealed class RingOperation
{
    internal RingSource Source = null!;
    internal RingTarget Target = null!;
    internal ulong User;
    internal int TargetOffset;
    internal int Length;
    internal int Done;

    /// <summary>Where in the source it began; negative where it goes on from the last read and has not begun.</summary>
    internal long Offset;

    /// <summary>Whether it goes on from where the last read ended, so that it waits for those before it.</summary>
    internal bool IsOrdered;

    internal bool IsCancelled;

    internal Span<byte> Rest => Target.Bytes.Slice(TargetOffset + Done, Length - Done);
}
