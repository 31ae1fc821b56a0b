namespace Lode.Tokenizers;

/// <summary>BPE: the pair with the lowest rank of the merge list first.</summary>
readonly struct BpeMergeRule(MergeTable merges) : IMergeRule
{
    public bool TryMerge(ReadOnlySpan<byte> text, in Symbol left, in Symbol right, out uint priority, out int token)
    {
        bool found = merges.TryFind(left.Token, right.Token, out int rank, out token);
        priority = (uint)rank;
        return found;
    }
}
