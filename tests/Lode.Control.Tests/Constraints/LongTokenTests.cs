using Lode.Tokenizers;

namespace Lode.Control.Tests;

/// <summary>The longest tokens of a vocabulary as a trie of their own.</summary>
public class LongTokenTests
{
    [Theory]
    [InlineData("small", 1)]
    [InlineData("small", 10)]
    [InlineData("stories", 100)]
    [InlineData("llama3", 6_000)]
    [InlineData("llama3", 50_000)]
    [InlineData("gemma3", 50_000)]
    public void The_trie_holds_exactly_the_tokens_beyond_a_length(string vocabulary, int mostNodes)
    {
        TokenTrie trie = Vocabularies.Open(vocabulary).Trie;
        LongTokens longTokens = new(trie, LongTokens.FindLongest(trie), mostNodes);
        longTokens.Depth.ShouldBeInRange(1, 32);
        if (longTokens.Depth < 32)
            longTokens.Nodes.Length.ShouldBeLessThanOrEqualTo(mostNodes + 1);
        List<(int, int)> expected = [];
        foreach (TokenTrieNode node in trie.Nodes)
        {
            if (node.Token >= 0 && node.Depth > longTokens.Depth)
                expected.Add((node.Depth, node.Token));
        }
        List<(int, int)> found = [];
        ReadOnlySpan<TokenTrieNode> nodes = longTokens.Nodes;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Token >= 0)
                found.Add((nodes[i].Depth, nodes[i].Token));
            // The next node that is not below this one.
            int end = i + nodes[i].Size;
            end.ShouldBeLessThanOrEqualTo(nodes.Length);
            if (i + 1 < end)
                nodes[i + 1].Depth.ShouldBe(nodes[i].Depth + 1);
            if (end < nodes.Length)
                nodes[end].Depth.ShouldBeLessThanOrEqualTo(nodes[i].Depth);
        }
        found.ShouldBe(expected);
        uint[] mask = new uint[(trie.VocabularySize + 31) / 32];
        mask.AsSpan().Fill(uint.MaxValue);
        longTokens.Remove(mask);
        expected.ShouldAllBe(token => (mask[token.Item2 >> 5] >> token.Item2 & 1) == 0);
        mask.Sum(word => 32 - System.Numerics.BitOperations.PopCount(word)).ShouldBe(expected.Count);
    }
}
