using System.Collections.Concurrent;
using System.Text;

namespace Lode.DemoModel.Vocabulary;

/// <summary>A byte-level BPE vocabulary: four special tokens, 256 bytes, then one token for each merge in order. Safe for many threads.</summary>
sealed class BytePairVocabulary
{
    public const int Begin = 0, End = 1, User = 2, Assistant = 3, FirstByte = 4, FirstMerge = FirstByte + 256;

    public static readonly string[] SpecialNames = ["<|begin|>", "<|end|>", "<|user|>", "<|assistant|>"];

    readonly Dictionary<(int Left, int Right), int> _ranks = [];
    readonly ConcurrentDictionary<string, int[]> _words = new();
    readonly byte[][] _bytes;

    public BytePairVocabulary((int Left, int Right)[] merges)
    {
        Merges = merges;
        _bytes = new byte[FirstMerge + merges.Length][];
        for (int special = 0; special < FirstByte; special++)
            _bytes[special] = [];
        for (int b = 0; b < 256; b++)
            _bytes[FirstByte + b] = [(byte)b];
        for (int rank = 0; rank < merges.Length; rank++)
        {
            _ranks.Add(merges[rank], rank);
            _bytes[FirstMerge + rank] = [.. _bytes[merges[rank].Left], .. _bytes[merges[rank].Right]];
        }
    }

    /// <summary>The pairs of tokens that become one, best first.</summary>
    public (int Left, int Right)[] Merges { get; }

    public int Size => _bytes.Length;

    /// <summary>The bytes of a token; none for a special token.</summary>
    public ReadOnlySpan<byte> Bytes(int token) => _bytes[token];

    /// <summary>How the token is written in a vocabulary file.</summary>
    public string Spelling(int token) => token < FirstByte ? SpecialNames[token] : ByteAlphabet.Spell(_bytes[token]);

    public void Encode(string text, List<int> tokens)
    {
        foreach (string word in WordSplitter.Split(text))
            tokens.AddRange(_words.GetOrAdd(word, static (word, self) => self.EncodeWord(word), this));
    }

    public string Decode(IEnumerable<int> tokens) => Encoding.UTF8.GetString([.. tokens.SelectMany(token => _bytes[token])]);

    int[] EncodeWord(string word)
    {
        List<int> symbols = [.. Encoding.UTF8.GetBytes(word).Select(b => FirstByte + b)];
        while (true)
        {
            int best = int.MaxValue;
            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                if (_ranks.TryGetValue((symbols[i], symbols[i + 1]), out int rank))
                    best = Math.Min(best, rank);
            }
            if (best == int.MaxValue)
                return [.. symbols];
            Replace(symbols, Merges[best], FirstMerge + best);
        }
    }

    /// <summary>Joins every occurrence of the pair, from left to right.</summary>
    public static void Replace(List<int> symbols, (int Left, int Right) pair, int token)
    {
        int kept = 0;
        for (int i = 0; i < symbols.Count; i++)
        {
            bool joined = i + 1 < symbols.Count && symbols[i] == pair.Left && symbols[i + 1] == pair.Right;
            symbols[kept++] = joined ? token : symbols[i];
            if (joined)
                i++;
        }
        symbols.RemoveRange(kept, symbols.Count - kept);
    }
}
