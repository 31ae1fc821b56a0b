using Lode.Inference;

namespace Lode.Generation;

/// <summary>Sizes of contexts for sequences that may fork.</summary>
public static class BranchRoom
{
    /// <summary>Positions that a fork may leave unused in a block that it shares.</summary>
    const int ForkPositions = 16;

    /// <summary>The same options with room in the cache for several sequences of full length. It costs memory only as it is used.</summary>
    /// <param name="options">The options.</param>
    /// <param name="sequences">How many sequences there may be, branches included.</param>
    /// <param name="trainedLength">The length that the model was trained for, where the options give none.</param>
    public static ContextOptions WithRoomFor(this ContextOptions options, int sequences, int trainedLength)
    {
        ArgumentNullException.ThrowIfNull(options);
        long length = options.ContextLength == 0 ? trainedLength : options.ContextLength;
        return options with { CachePositions = (int)Math.Min(int.MaxValue, sequences * (length + ForkPositions)) };
    }
}
