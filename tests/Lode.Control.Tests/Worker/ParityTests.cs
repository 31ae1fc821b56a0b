using System.Text;

namespace Lode.Control.Tests.Worker;

/// <summary>What a guest can do in this process it can do in another, with the same outcome.</summary>
public sealed class ParityTests
{
    static readonly Lazy<Controller> s_here = new(() => Programs.Load("probe"));
    static readonly Lazy<Controller> s_there = new(() => WorkerHost.Shared(null).Load("probe"));

    /// <summary>Arguments of the program <c>probe</c>, and rounds.</summary>
    public static TheoryData<string, int> Scripts => new()
    {
        { "", 4 },
        { "step allow 9 12", 3 },
        { "step forbid 4 5", 2 },
        { "0 allow 9 12\n2 mask", 4 },
        { "0 bias 20 100\n1 bias 30 200", 3 },
        { "0 logits\n0 logit 33 5\n0 logits", 2 },
        { "0 temperature 0.25", 1 },
        { "1 stop", 3 },
        { "1 skip\n2 show", 3 },
        { "1 splice 0 20 21\n2 show\n3 splice 2 9\n4 show", 5 },
        { "0 when 9 1 20\n0 when 4 1 30 31\n1 show", 2 },
        { "0 when 4 0 30", 1 },
        { "1 when 5 2 30\n2 show", 3 },
        { "init show\ninit text\ninit splice 2 10 11 12\n0 show\n0 text", 1 },
        { "init stop", 4 },
        { "prepare allow 9 12\nprepare show\n0 show", 1 },
        { "init tokenize 0 the abab\ninit tokenize 3 the</s>\ninit detokenize 31 28 34 35\ninit detokenize 0 2 1\ninit detokenize 40", 0 },
        { "init log a line\n0 result answer 42 is it\n1 result answer 43\n1 result other", 2 },
        { "init get v\ninit set v one\ninit append v +two\ninit get v\ninit swap v 1 x\ninit swap v 2 three\ninit get v\ninit swap w 0 new", 0 },
        { "1 trap", 4 },
        { "1 verdict 9\n0 show", 4 },
        { "1 verdict -2", 4 },
        { "1 log before\n1 load 0xfffffff0", 4 },
        { "1 recurse", 4 },
        { "1 exit 0", 4 },
        { "1 exit 3", 4 },
        { "0 flood 40 3000\n1 flood 200 1000\n2 show", 3 },
        { "0 set v 1\n1 append v 2\n2 swap v 2 3\n2 get v", 3 },
        { "0 random\n1 random\n2 print a line", 3 },
        { "0 output 2 99\n0 splice 0 50", 2 },
        { "0 noise 5", 2 },
        { "init grow 2000\n0 store_tokens 1\n0 text", 2 },
        { "1 fork 3\n1/1 allow 20\n1/2 allow 30\n2 show", 3 },
        { "0 allow 9 12 15\n1 logit 15 50\n1 fork 2\n1/1 mask\n1/1 logits\n1/1 text\n2/1 allow 20 21\n2/0 mask", 3 },
        { "0 fork 4\n1 refork 4", 3 },
        { "0 fork 16\n1 fork 2", 3 },
        { "0 fork 3\n0 append order x\n2 get order\n1/0 trap\n2 result who me", 4 },
        { "init vocabulary 31\ninit vocabulary 0\ninit vocabulary 1\ninit vocabulary 40", 0 },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_does_the_same_in_both(string script, int rounds)
    {
        // Not disposed, so that the program is compiled once for each way.
        ModelDriver here = new(s_here.Value), there = new(s_there.Value);
        string expected = Describe(here, here.Run(script, rounds));
        Describe(there, there.Run(script, rounds)).ShouldBe(expected);
        WorkerHost.Shared(null).Warnings.ShouldBeEmpty();
    }

    static string Describe(ModelDriver driver, IReadOnlyList<Driven> sequences)
    {
        StringBuilder text = new();
        foreach (Driven driven in sequences)
        {
            text.AppendLine($"{driven.Number}: {string.Join(' ', driven.Tokens)}; stopped {driven.IsStopped}, skipped {driven.Skipped}, "
                + $"temperature {driven.Temperature}, {driven.Error?.Fault} {driven.Error?.Message}");
        }
        foreach ((int sequence, string line) in driver.LogBySequence)
            text.AppendLine($"{sequence} said {line}");
        foreach ((string name, byte[] value) in driver.Results)
            text.AppendLine($"{name} = {Convert.ToHexString(value)}");
        return text.ToString();
    }
}
