using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lode.Generation.Text;
using Lode.Tests;

namespace Lode.Generation.Tests.Text;

public sealed class SequenceTextTests : IDisposable
{
    readonly TemporaryModel _file = new(new SyntheticModel());
    readonly LanguageModel _model;

    public SequenceTextTests() => _model = LanguageModel.Open(_file.Path);

    public void Dispose()
    {
        _model.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void A_reader_who_takes_back_what_was_retracted_always_has_the_text() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        byte[] source = Encoding.UTF8.GetBytes("aé€😀èbcü");
        SequenceText text = new(_model.Tokenizer, ["bc"], isStart: false, 0);
        List<int> tokens = [];
        List<byte> reader = [];
        for (int i = 0; i < 60; i++)
        {
            if (random.Next(4) == 0)
            {
                int count = random.Next(Math.Min(tokens.Count, 8) + 1);
                tokens.RemoveRange(tokens.Count - count, count);
                text.Rewrite([.. tokens]);
            }
            int at = random.Next(source.Length);
            for (int added = random.Next(5); added > 0; added--)
            {
                if (source[at] == 'b')
                    at++; // no stop string here
                tokens.Add(source[at]);
                text.Append(source[at]).ShouldBe(-1);
                at = (at + 1) % source.Length;
            }
            if (random.Next(3) > 0)
                continue;
            ArrayBufferWriter<byte> fresh = new();
            text.Take(fresh, out int retracted).ShouldBe(fresh.WrittenCount);
            reader.RemoveRange(reader.Count - retracted, retracted);
            System.Text.Unicode.Utf8.IsValid(reader.ToArray()).ShouldBeTrue("a character was cut");
            reader.AddRange(fresh.WrittenSpan);
            reader.ShouldBe(text.Written.ToArray());
            string whole = Encoding.UTF8.GetString([.. tokens.Select(token => (byte)token)]);
            string now = Encoding.UTF8.GetString([.. reader]);
            whole.ShouldStartWith(now, Case.Sensitive);
            (whole.Length - now.Length).ShouldBeLessThanOrEqualTo(1); // a character that is not whole
        }
        text.Complete().ShouldBe(-1);
        Encoding.UTF8.GetString(text.Written).ShouldBe(Encoding.UTF8.GetString([.. tokens.Select(token => (byte)token)]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_retracted_that_comes_back_before_it_is_asked_for()
    {
        SequenceText text = Written("hello there");
        ArrayBufferWriter<byte> target = new();
        text.Take(target, out _).ShouldBe(11);
        text.Rewrite(Ids("hell"));
        text.Rewrite(Ids("he"));
        foreach (int id in Ids("llo Tom"))
            text.Append(id);
        target.Clear();
        text.Take(target, out int retracted);
        retracted.ShouldBe("there".Length);
        Encoding.UTF8.GetString(target.WrittenSpan).ShouldBe("Tom");
    }

    [Fact]
    public void Characters_are_retracted_whole()
    {
        SequenceText text = Written("aé");
        text.Take(new ArrayBufferWriter<byte>(), out _);
        text.Rewrite(Ids("a"));
        foreach (int id in Ids("è"))
            text.Append(id);
        ArrayBufferWriter<byte> target = new();
        text.Take(target, out int retracted);
        retracted.ShouldBe(2);
        Encoding.UTF8.GetString(target.WrittenSpan).ShouldBe("è");
    }

    SequenceText Written(string content)
    {
        SequenceText text = new(_model.Tokenizer, [], isStart: false, 0);
        foreach (int id in Ids(content))
            text.Append(id);
        return text;
    }

    static int[] Ids(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];
}
