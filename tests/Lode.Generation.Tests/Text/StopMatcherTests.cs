using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lode.Generation.Text;

namespace Lode.Generation.Tests.Text;

public sealed class StopMatcherTests
{
    [Fact]
    public void Any_cutting_of_a_text_gives_what_precedes_the_first_stop_string() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        string Letters(int max) => new([.. Enumerable.Range(0, random.Next(1, max)).Select(_ => (char)('a' + random.Next(2)))]);
        string text = Letters(40);
        string[] stops = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Letters(6))];
        (string output, int found) = Run(text, stops, random);

        // The stop string that is complete first ends the text; of several, the one that began first.
        int firstEnd = stops.Select(s => (At: text.IndexOf(s, StringComparison.Ordinal), s.Length)).Where(m => m.At >= 0)
            .Select(m => m.At + m.Length).DefaultIfEmpty(-1).Min();
        if (firstEnd < 0)
        {
            found.ShouldBe(-1);
            output.ShouldBe(text);
        }
        else
        {
            found.ShouldBeGreaterThanOrEqualTo(0);
            output.ShouldNotContain(stops[found]);
            text.ShouldStartWith(output + stops[found]);
            foreach (string stop in stops)
                output.ShouldNotContain(stop);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_may_begin_a_stop_string_is_held_back_until_it_is_known()
    {
        StopMatcher matcher = new(["END!"]);
        ArrayBufferWriter<byte> output = new();
        Feed(matcher, output, "abEN").ShouldBe(-1);
        Text(output).ShouldBe("ab");
        Feed(matcher, output, "Dc").ShouldBe(-1);
        Text(output).ShouldBe("abENDc");
        Feed(matcher, output, "EN").ShouldBe(-1);
        matcher.Complete(output);
        Text(output).ShouldBe("abENDcEN");
    }

    [Fact]
    public void A_very_long_stop_string_is_held_on_the_heap()
    {
        string stop = new('x', 5000);
        StopMatcher matcher = new([stop]);
        ArrayBufferWriter<byte> output = new();
        Feed(matcher, output, "a" + new string('x', 4999)).ShouldBe(-1);
        Text(output).ShouldBe("a");
        Feed(matcher, output, "x").ShouldBe(0);
        Text(output).ShouldBe("a");
    }

    static (string Output, int Found) Run(string text, string[] stops, Random random)
    {
        StopMatcher matcher = new(stops);
        ArrayBufferWriter<byte> output = new();
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(random.Next(1, 8), text.Length - at);
            int found = Feed(matcher, output, text.Substring(at, length));
            if (found >= 0)
                return (Text(output), found);
            at += length;
        }
        matcher.Complete(output);
        return (Text(output), -1);
    }

    static int Feed(StopMatcher matcher, ArrayBufferWriter<byte> output, string text)
    {
        Encoding.UTF8.GetBytes(text, matcher.Input);
        return matcher.Release(output);
    }

    static string Text(ArrayBufferWriter<byte> output) => Encoding.UTF8.GetString(output.WrittenSpan);
}
