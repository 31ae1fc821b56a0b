using Lode.DemoModel.Text;
using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Tests.Training;

public sealed class RowBuilderTests
{
    static readonly BytePairVocabulary s_vocabulary = BytePairTrainer.Train(1, 500, 1000);

    readonly RowBuilder _builder = new(s_vocabulary, 256);

    [Fact]
    public void Rows_hold_whole_documents_and_targets_are_the_tokens_that_follow()
    {
        for (int i = 0; i < 100; i++)
        {
            Row row = _builder.Build(1, 0, i);
            row.Tokens.Length.ShouldBeInRange(32, 256);
            (row.Tokens.Length % 32).ShouldBe(0);
            row.Trained.ShouldBe(row.Targets.Count(target => target >= 0));
            for (int at = 0; at < row.Tokens.Length; at++)
            {
                if (row.Targets[at] >= 0)
                {
                    row.Tokens[at + 1].ShouldBe(row.Targets[at]);
                    row.Starts[at + 1].ShouldBe(row.Starts[at]);
                }
                if (row.Starts[at] != at)
                    row.Starts[at].ShouldBe(row.Starts[at - 1]);
            }
        }
    }

    [Fact]
    public void Neither_special_tokens_but_the_end_nor_a_user_are_ever_targets()
    {
        for (int i = 0; i < 100; i++)
        {
            Row row = _builder.Build(2, 0, i);
            row.Targets.ShouldNotContain(BytePairVocabulary.Begin);
            row.Targets.ShouldNotContain(BytePairVocabulary.User);
            row.Targets.ShouldNotContain(BytePairVocabulary.Assistant);
            for (int at = Array.IndexOf(row.Tokens, BytePairVocabulary.User); at >= 0 && row.Tokens[at] != BytePairVocabulary.Assistant; at++)
            {
                if (row.Tokens[at + 1] != BytePairVocabulary.Assistant)
                    row.Targets[at].ShouldBe(-1);
            }
        }
    }

    [Fact]
    public void A_document_begins_with_a_story_or_with_what_is_only_read()
    {
        HashSet<string> firsts = [];
        for (int i = 0; i < 200; i++)
        {
            Row row = _builder.Build(3, 0, i);
            for (int at = 0; at < row.Tokens.Length; at++)
            {
                if (row.Tokens[at] == BytePairVocabulary.Begin && row.Targets[at] >= 0)
                    firsts.Add(s_vocabulary.Decode(row.Tokens[(at + 1)..(at + 4)]));
            }
        }
        firsts.ShouldAllBe(words => Lexicon.HeroNames.Any(words.StartsWith) || words.StartsWith("Once") || words.StartsWith("There") || words.StartsWith("Long"));
    }
}
