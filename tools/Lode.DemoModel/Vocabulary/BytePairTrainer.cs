using System.Text;
using Lode.DemoModel.Text;

namespace Lode.DemoModel.Vocabulary;

/// <summary>Learns the merges: again and again the most frequent pair of neighbours becomes a token (Sennrich et al. 2016).</summary>
static class BytePairTrainer
{
    /// <summary>A vocabulary of <paramref name="size"/> tokens from that many generated documents.</summary>
    public static BytePairVocabulary Train(ulong seed, int documents, int size)
    {
        Dictionary<string, long> counts = [];
        for (int i = 0; i < documents; i++)
        {
            foreach (Turn turn in DocumentWriter.Write(new Randomness(seed, 1, (ulong)i)))
            {
                foreach (string word in WordSplitter.Split(turn.Text))
                    counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }
        return new BytePairVocabulary(Learn(counts, size - BytePairVocabulary.FirstMerge));
    }

    static (int, int)[] Learn(Dictionary<string, long> counts, int merges)
    {
        List<(List<int> Symbols, long Count)> words =
            [.. counts.Select(word => (Encoding.UTF8.GetBytes(word.Key).Select(b => BytePairVocabulary.FirstByte + b).ToList(), word.Value))];
        List<(int, int)> learned = [];
        Dictionary<(int, int), long> pairs = [];
        while (learned.Count < merges)
        {
            pairs.Clear();
            foreach ((List<int> symbols, long count) in words)
            {
                for (int i = 0; i + 1 < symbols.Count; i++)
                    pairs[(symbols[i], symbols[i + 1])] = pairs.GetValueOrDefault((symbols[i], symbols[i + 1])) + count;
            }
            if (pairs.Count == 0)
                throw new InvalidOperationException($"the text has only {learned.Count} merges, {merges} are asked for");
            // Equal counts are settled by the tokens' numbers, not by the order of a hash table.
            (int, int) best = pairs.MaxBy(pair => (pair.Value, -pair.Key.Item1, -pair.Key.Item2)).Key;
            foreach ((List<int> symbols, _) in words)
                BytePairVocabulary.Replace(symbols, best, BytePairVocabulary.FirstMerge + learned.Count);
            learned.Add(best);
        }
        return [.. learned];
    }
}
