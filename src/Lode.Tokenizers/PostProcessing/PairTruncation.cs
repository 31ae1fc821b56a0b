namespace Lode.Tokenizers;

/// <summary>Cuts two texts so that both together fit, as Hugging Face's <c>truncate_encodings</c> does.</summary>
static class PairTruncation
{
    /// <param name="texts">The two; what is cut is replaced.</param>
    /// <param name="room">The most tokens of both together.</param>
    /// <param name="truncation">Which is cut, and at which end.</param>
    public static void Apply(int[][] texts, int room, TruncationOptions truncation)
    {
        int first = texts[0].Length;
        int second = texts[1].Length;
        int over = first + second - room;
        if (over <= 0)
            return;
        if (room == 0)
        {
            texts[0] = texts[1] = [];
            return;
        }
        switch (truncation.Strategy)
        {
            case TruncationStrategy.OnlyFirst:
                // One that is too short to be cut enough stays whole; Hugging Face reports an error there.
                first = first > over ? first - over : first;
                break;
            case TruncationStrategy.OnlySecond:
                second = second > over ? second - over : second;
                break;
            default:
                (first, second) = Share(first, second, room);
                break;
        }
        texts[0] = Cut(texts[0], first, truncation.KeepsEnd);
        texts[1] = Cut(texts[1], second, truncation.KeepsEnd);
    }

    static (int First, int Second) Share(int first, int second, int room)
    {
        bool swaps = first > second;
        (int shorter, int longer) = swaps ? (second, first) : (first, second);
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + room % 2;
        }
        return swaps ? (longer, shorter) : (shorter, longer);
    }

    static int[] Cut(int[] text, int length, bool keepsEnd) => keepsEnd ? text[^length..] : text[..length];
}
