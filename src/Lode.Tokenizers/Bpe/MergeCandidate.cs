namespace Lode.Tokenizers;

/// <summary>Two neighbouring symbols that may be merged.</summary>
/// <param name="Order">What comes first is merged first: the rule's priority in the high half, the left symbol in the low half.</param>
/// <param name="Right">The right symbol.</param>
/// <param name="Length">
/// Bytes of both together; differs from the symbols' once one of them has grown, which makes the candidate stale.
/// </param>
/// <param name="Token">The token that both become.</param>
readonly record struct MergeCandidate(ulong Order, int Right, int Length, int Token)
{
    public int Left => (int)(uint)Order;
}
