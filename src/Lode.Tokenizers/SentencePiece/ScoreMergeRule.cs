using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>SentencePiece BPE: the pair whose joined spelling has the best score in the vocabulary first.</summary>
readonly struct ScoreMergeRule(Vocabulary vocabulary) : IMergeRule
{
    public bool TryMerge(ReadOnlySpan<byte> text, in Symbol left, in Symbol right, out uint priority, out int token)
    {
        token = vocabulary.FindPlain(text.Slice(left.Start, left.Length + right.Length));
        priority = token < 0 ? 0 : Descending(vocabulary.Score(token));
        return token >= 0;
    }

    /// <summary>A number whose order is the reverse of the score's; -0 and 0 are equal, as scores are.</summary>
    static uint Descending(float score)
    {
        uint bits = Unsafe.BitCast<float, uint>(score + 0f);
        return bits >> 31 != 0 ? bits : ~bits & 0x7FFF_FFFF;
    }
}
