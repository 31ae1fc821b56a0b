using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>The vocabulary trie against what going through all tokens gives.</summary>
public class TokenTrieTests
{
    public static TheoryData<string> Vocabularies => ["gpt2", "llama3", "qwen2_5", "gpt4o", "mistral_v01", "gemma3", "bert"];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Every_token_with_bytes_is_found_and_nothing_else(string folder)
    {
        Tokenizer tokenizer = Open(folder);
        TokenTrie trie = tokenizer.Trie;
        HashSet<int> aliases = [];
        for (int i = 0; i < trie.Aliases.Length; i += 2)
        {
            tokenizer.GetBytes(trie.Aliases[i]).SequenceEqual(tokenizer.GetBytes(trie.Aliases[i + 1])).ShouldBeTrue();
            aliases.Add(trie.Aliases[i + 1]).ShouldBeTrue();
        }
        int expected = 0;
        for (int id = 0; id < tokenizer.VocabularySize; id++)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(id);
            if (bytes.IsEmpty)
                continue;
            expected++;
            int found = trie.FindToken(bytes);
            (found == id || (aliases.Contains(id) && found < id && tokenizer.GetBytes(found).SequenceEqual(bytes))).ShouldBeTrue();
        }
        int tokens = 0;
        foreach (TokenTrieNode node in trie.Nodes)
            tokens += node.Token >= 0 ? 1 : 0;
        (tokens + aliases.Count).ShouldBe(expected);
        trie.FindToken([]).ShouldBe(-1);
        trie.FindToken("no token of any vocabulary is like this"u8).ShouldBe(-1);
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Nodes_are_depth_first_with_sorted_siblings_and_exact_sizes(string folder)
    {
        TokenTrie trie = Open(folder).Trie;
        ReadOnlySpan<TokenTrieNode> nodes = trie.Nodes;
        nodes[0].Size.ShouldBe(nodes.Length);
        Stack<(int End, int Last)> open = new([(nodes.Length, -1)]);
        for (int i = 1; i < nodes.Length; i++)
        {
            while (i >= open.Peek().End)
                open.Pop().End.ShouldBe(i);
            (int end, int last) = open.Pop();
            (nodes[i].Label > last).ShouldBeTrue();
            (i + nodes[i].Size <= end).ShouldBeTrue();
            open.Push((end, nodes[i].Label));
            nodes[i].Depth.ShouldBe(open.Count);
            (nodes[i].Size > 1 || nodes[i].Token >= 0).ShouldBeTrue();
            open.Push((i + nodes[i].Size, -1));
        }
    }

    [Theory]
    [InlineData("llama3")]
    [InlineData("gemma3")]
    [InlineData("bert")]
    public void Walks_below_a_prefix_give_the_tokens_that_begin_with_it(string folder)
    {
        Tokenizer tokenizer = Open(folder);
        TokenTrie trie = tokenizer.Trie;
        Random random = new(1);
        for (int round = 0; round < 20; round++)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(random.Next(tokenizer.VocabularySize));
            ReadOnlySpan<byte> prefix = bytes[..random.Next(Math.Min(4, bytes.Length + 1))];
            List<int> expected = [];
            for (int id = 0; id < tokenizer.VocabularySize; id++)
            {
                if (!tokenizer.GetBytes(id).IsEmpty && tokenizer.GetBytes(id).StartsWith(prefix))
                    expected.Add(id);
            }
            uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
            int node = trie.FindNode(prefix);
            foreach (TokenTrieNode below in node < 0 ? [] : trie.Nodes.Slice(node, trie.Nodes[node].Size))
            {
                if (below.Token >= 0)
                    mask[below.Token >> 5] |= 1u << below.Token;
            }
            trie.AllowAliases(mask);
            Bits(mask).ShouldBe(expected);
        }
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Masks_of_automata_are_those_of_trying_every_token(string folder)
    {
        Tokenizer tokenizer = Open(folder);
        foreach (Random random in (Random[])[new(1), new(2), new(3)])
        {
            RandomAutomaton automaton = new(random);
            uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
            tokenizer.Trie.Allow<RandomAutomaton, byte>(ref automaton, 0, mask);
            List<int> expected = [];
            for (int id = 0; id < tokenizer.VocabularySize; id++)
            {
                if (!tokenizer.GetBytes(id).IsEmpty && automaton.Takes(tokenizer.GetBytes(id)))
                    expected.Add(id);
            }
            expected.Count.ShouldBeGreaterThan(0);
            Bits(mask).ShouldBe(expected);
        }
        Should.Throw<ArgumentException>(() =>
        {
            RandomAutomaton automaton = new(new(1));
            tokenizer.Trie.Allow<RandomAutomaton, byte>(ref automaton, 0, new uint[tokenizer.VocabularySize / 32 - 1]);
        });
    }

    [Theory]
    [InlineData("llama3", 128_000, 2_500_000)]
    [InlineData("gemma3", 256_000, 8_000_000)]
    public void Building_takes_less_than_a_second_of_CPU_and_a_node_takes_8_bytes(string folder, int tokens, long bytes)
    {
        Tokenizer tokenizer = Open(folder);
        tokenizer.GetBytes(300); // decoded once, whoever asks first
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        TokenTrie trie = TokenTrieBuilder.Build(tokenizer);
        (Environment.CpuUsage.TotalTime - start).TotalSeconds.ShouldBeLessThan(1); // other tests run beside it; bench/tokenizers measures
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(5 * bytes);
        tokenizer.VocabularySize.ShouldBeGreaterThan(tokens);
        trie.Size.ShouldBeLessThan(bytes);
        trie.Size.ShouldBe(8L * trie.Nodes.Length + 4L * trie.Aliases.Length);
    }

    [Fact]
    public void Tokens_too_long_for_a_node_are_refused()
    {
        string json = $$$"""{"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0,"{{{new string('b', 1024)}}}":1},"merges":[]}}""";
        Tokenizer tokenizer = Tokenizer.FromTokenizerJson(System.Text.Encoding.UTF8.GetBytes(json), "long");
        Should.Throw<NotSupportedException>(() => tokenizer.Trie).Message.ShouldContain("token 1 has 1024 bytes");
    }

    static List<int> Bits(uint[] mask) => [.. Enumerable.Range(0, 32 * mask.Length).Where(i => (mask[i >> 5] >> i & 1) != 0)];

    static Tokenizer Open(string folder) =>
        s_open.GetOrAdd(folder, name => Tokenizer.Open(TestData.Require($"tokenizers/vocab/{name}/tokenizer.json")));

    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Tokenizer> s_open = new();

    /// <summary>8 states over classes of bytes; a third of the steps are refused.</summary>
    sealed class RandomAutomaton(Random random) : ITokenAutomaton<byte>
    {
        readonly int[] _next = [.. Enumerable.Range(0, 8 * 256).Select(_ => random.Next(12) is < 8 and int next ? next : -1)];

        public bool TryStep(byte state, byte value, out byte next)
        {
            int to = _next[state << 8 | value];
            next = (byte)Math.Max(0, to);
            return to >= 0;
        }

        public bool Takes(ReadOnlySpan<byte> bytes)
        {
            byte state = 0;
            foreach (byte value in bytes)
            {
                if (!TryStep(state, value, out state))
                    return false;
            }
            return true;
        }
    }
}
