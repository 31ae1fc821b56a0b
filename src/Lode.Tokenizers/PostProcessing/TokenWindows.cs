namespace Lode.Tokenizers;

/// <summary>The windows that a row of tokens is cut into, as Hugging Face's <c>Encoding::truncate</c> does.</summary>
static class TokenWindows
{
    /// <param name="count">The tokens there are.</param>
    /// <param name="room">The most in a window.</param>
    /// <param name="truncation">Direction and stride.</param>
    /// <returns>The windows, the one that truncation keeps first. Without room the kept one is empty, and the rest is all of it.</returns>
    public static Range[] Of(int count, int room, TruncationOptions truncation)
    {
        if (count <= room)
            return [0..count];
        if (room == 0)
            return [0..0, 0..count];
        int step = Math.Max(1, room - truncation.Stride);
        List<Range> windows = [];
        if (truncation.KeepsEnd)
        {
            for (int end = count; end > 0; end -= step)
            {
                int start = Math.Max(0, end - room);
                windows.Add(start..end);
                if (start == 0)
                    break;
            }
        }
        else
        {
            for (int start = 0; start < count; start += step)
            {
                int end = Math.Min(count, start + room);
                windows.Add(start..end);
                if (end == count)
                    break;
            }
        }
        return [.. windows];
    }
}
