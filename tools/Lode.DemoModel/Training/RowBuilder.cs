using Lode.DemoModel.Text;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Training;

/// <summary>Fills rows with documents: a story first, then whatever still fits. No document is ever cut.</summary>
sealed class RowBuilder(BytePairVocabulary vocabulary, int context)
{
    const int Misses = 4;

    /// <summary>The row of that place in training: its own stream of text, whoever asks and when.</summary>
    public Row Build(ulong seed, int step, int row)
    {
        Randomness random = new(seed, 3, (ulong)step, (ulong)row);
        List<int> tokens = [], targets = [], starts = [];
        double surprise = 0;
        bool first = true;
        for (int missed = 0; missed < Misses && tokens.Count + 16 < context; first = false)
        {
            double before = random.Surprise;
            Turn[] turns = first ? DocumentWriter.WriteStory(random)
                : missed == 0 ? DocumentWriter.Write(random)
                : DocumentWriter.WriteShort(random);
            int start = tokens.Count;
            Append(turns, tokens, targets);
            if (tokens.Count > context)
            {
                tokens.RemoveRange(start, tokens.Count - start);
                targets.RemoveRange(start, targets.Count - start);
                missed++;
                continue;
            }
            surprise += random.Surprise - before;
            starts.AddRange(Enumerable.Repeat(start, tokens.Count - start));
        }
        while (tokens.Count % 32 != 0)
        {
            starts.Add(tokens.Count);
            tokens.Add(BytePairVocabulary.End);
            targets.Add(-1);
        }
        return new Row([.. tokens], [.. targets], [.. starts], targets.Count(target => target >= 0), surprise);
    }

    /// <summary>Adds a document. Each turn's tokens become the targets of the positions before them, unless the user speaks.</summary>
    void Append(Turn[] turns, List<int> tokens, List<int> targets)
    {
        tokens.Add(BytePairVocabulary.Begin);
        foreach (Turn turn in turns)
        {
            if (turn.Speaker is Speaker.User or Speaker.Assistant)
                Add(turn.Speaker == Speaker.User ? BytePairVocabulary.User : BytePairVocabulary.Assistant, learned: false, tokens, targets);
            bool learned = turn.Speaker is Speaker.Narrator or Speaker.Assistant;
            List<int> words = [];
            vocabulary.Encode(turn.Text, words);
            foreach (int word in words)
                Add(word, learned, tokens, targets);
            if (learned)
                Add(BytePairVocabulary.End, learned: true, tokens, targets);
        }
        targets.Add(-1);
    }

    // That a user speaks is never learned either: an empty prompt must begin a story, not a question.
    static void Add(int token, bool learned, List<int> tokens, List<int> targets)
    {
        tokens.Add(token);
        targets.Add(learned ? token : -1);
    }
}
