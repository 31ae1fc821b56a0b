using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lode.DemoModel.Text;

namespace Lode.DemoModel.Tests.Text;

public sealed class DocumentTests
{
    [Fact]
    public void The_first_documents_are_the_same_on_every_machine()
    {
        StringBuilder text = new();
        for (ulong i = 0; i < 300; i++)
        {
            foreach (Turn turn in DocumentWriter.Write(new Randomness(1, i)))
                text.Append(turn.Speaker).Append(' ').Append(turn.Text).Append('\n');
        }
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))
            .ShouldBe("23d6808bc22cbf463c7ea81f1815ab5fdd66286b75c439f02277a8438849ca30");
    }

    [Fact]
    public void Documents_differ_with_each_part_of_the_seed()
    {
        string Text(params ulong[] seeds) => string.Join('\n', Enumerable.Range(0, 5).SelectMany(i => DocumentWriter.Write(new Randomness([.. seeds, (ulong)i]))));
        Text(1, 2).ShouldBe(Text(1, 2));
        Text(1, 2).ShouldNotBe(Text(2, 1));
        Text(1, 2).ShouldNotBe(Text(1, 3));
    }

    [Fact]
    public void No_name_belongs_to_both_heroes_and_friends() => Lexicon.HeroNames.Intersect(Lexicon.FriendNames).ShouldBeEmpty();

    [Fact]
    public void No_place_of_a_template_stays_open()
    {
        foreach (Turn turn in Sample(3000).SelectMany(turns => turns).Where(turn => !turn.Text.Contains('{') && turn.Speaker != Speaker.Narrator))
            turn.Text.ShouldNotContain('[');
    }

    [Fact]
    public void A_story_that_was_asked_for_keeps_the_name_that_was_given()
    {
        int named = 0;
        for (ulong i = 0; i < 500; i++)
        {
            Turn[] turns = RequestWriter.Write(new Randomness(2, i));
            string[] words = turns[0].Text.Split(' ', '.', '?');
            int at = Array.IndexOf(words, "named");
            if (at < 0)
                continue;
            turns[1].Text.ShouldContain(words[at + 1]);
            named++;
        }
        named.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Replies_in_JSON_parse_and_repeat_what_was_said()
    {
        for (ulong i = 0; i < 500; i++)
        {
            Turn[] turns = JsonWriter.Write(new Randomness(3, i));
            using JsonDocument reply = JsonDocument.Parse(turns[1].Text);
            string name = reply.RootElement.GetProperty("name").GetString()!;
            if (!turns[0].Text.Contains("character", StringComparison.Ordinal) && !turns[0].Text.Contains("Make up", StringComparison.OrdinalIgnoreCase))
                turns[0].Text.ShouldContain(name);
        }
    }

    [Fact]
    public void Sums_are_right()
    {
        for (ulong i = 0; i < 300; i++)
        {
            string[] words = SumWriter.Write(new Randomness(4, i))[1].Text.ToLowerInvariant().TrimEnd('.').Split(' ');
            (Number(words[0]) + Number(words[2])).ShouldBe(Number(words[4]));
        }

        static int Number(string word) => int.TryParse(word, out int number) ? number : Array.IndexOf(Lexicon.Numbers, word);
    }

    [Fact]
    public void Choices_in_a_question_do_not_count_as_surprise()
    {
        Randomness random = new(5);
        random.Unpaid(() => random.Next(1000));
        random.Surprise.ShouldBe(0);
        random.Next(8);
        random.Surprise.ShouldBe(Math.Log(8));
    }

    static IEnumerable<Turn[]> Sample(int count) => Enumerable.Range(0, count).Select(i => DocumentWriter.Write(new Randomness(6, (ulong)i)));
}
