namespace Lode.Tokenizers;

/// <summary>Decompositions, compositions and combining classes (Unicode Standard Annex 15), frozen at Unicode 9.0.</summary>
static partial class NormalizationTable
{
    const int HangulBase = 0xAC00;
    const int LeadBase = 0x1100;
    const int VowelBase = 0x1161;
    const int TrailBase = 0x11A7;
    const int LeadCount = 19;
    const int VowelCount = 21;
    const int TrailCount = 28;
    const int HangulCount = LeadCount * VowelCount * TrailCount;

    /// <summary>The combining class of a character.</summary>
    public static int CombiningClass(int scalar)
    {
        if (scalar < ClassKeys[0])
            return 0;
        int index = ClassKeys.BinarySearch(scalar);
        return index < 0 ? 0 : ClassValues[index];
    }

    /// <summary>The full decomposition of a character; empty where it is itself.</summary>
    /// <param name="scalar">The character.</param>
    /// <param name="compatible">NFKD and not NFD.</param>
    /// <param name="buffer">Three numbers to work in.</param>
    public static ReadOnlySpan<int> Decompose(int scalar, bool compatible, Span<int> buffer)
    {
        if (scalar < 0xA0)
            return [];
        if (scalar - HangulBase is >= 0 and < HangulCount and int hangul)
        {
            buffer[0] = LeadBase + hangul / (VowelCount * TrailCount);
            buffer[1] = VowelBase + hangul / TrailCount % VowelCount;
            buffer[2] = TrailBase + hangul % TrailCount;
            return buffer[..(hangul % TrailCount == 0 ? 2 : 3)];
        }
        if (compatible && CompatibleKeys.BinarySearch(scalar) is >= 0 and int compatibleIndex)
            return CompatibleValues[CompatibleStarts[compatibleIndex]..CompatibleStarts[compatibleIndex + 1]];
        int index = CanonicalKeys.BinarySearch(scalar);
        return index < 0 ? [] : CanonicalValues[CanonicalStarts[index]..CanonicalStarts[index + 1]];
    }

    /// <summary>What two characters compose to, or -1.</summary>
    public static int Compose(int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount and int lead && second - VowelBase is >= 0 and < VowelCount and int vowel)
            return HangulBase + (lead * VowelCount + vowel) * TrailCount;
        if (first - HangulBase is >= 0 and < HangulCount and int hangul && hangul % TrailCount == 0
            && second - TrailBase is > 0 and < TrailCount and int trail)
            return first + trail;
        int index = PairKeys.BinarySearch((long)first << 32 | (uint)second);
        return index < 0 ? -1 : PairValues[index];
    }
}
