using FsCheck;
using FsCheck.Fluent;

namespace Lode.Control.Tests.Guests;

/// <summary>Any commands do the same through a compiled guest as through a program in C#.</summary>
public sealed class ScriptTests
{
    static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(400);

    static Gen<string> Token => Gen.Choose(0, SmallTokenizer.Count - 1).Select(static token => $"{token}");

    /// <summary>Tokens to append: now and then one that is none.</summary>
    static Gen<string> Tokens =>
        from count in Gen.Choose(0, 3)
        from tokens in Gen.Frequency((30, Token), (1, Gen.Constant($"{SmallTokenizer.Count}"))).ArrayOf(count)
        select string.Concat(tokens.Select(static token => $" {token}"));

    static Gen<string> Harmless => Gen.OneOf(
        from token in Token from other in Token where token != other select $"allow {token} {other}",
        Token.Select(static token => $"forbid {token}"),
        Gen.Constant("mask"),
        Token.Select(static token => $"bias {token} 2.5"),
        from token in Token from back in Gen.Choose(0, 2) from tokens in Tokens select $"when {token} {back}{tokens}",
        Gen.Elements("temperature 0", "temperature 0.5", "log line", "show", "text", "append v x"));

    static Gen<string> Round => Gen.Frequency((1, Gen.Constant("step")), (6, Gen.Choose(0, 5).Select(static round => $"{round}")),
        (4, from round in Gen.Choose(0, 5) from branch in Gen.Choose(0, 3) select $"{round}/{branch}"));

    static Gen<string> Line => Gen.Frequency(
        (2, Harmless.Select(static command => $"init {command}")),
        (1, from back in Gen.Choose(0, 3) from tokens in Tokens select $"init splice {back}{tokens}"),
        (2, Harmless.Select(static command => $"prepare {command}")),
        (8, from round in Round from command in Harmless select $"{round} {command}"),
        (2, from round in Round from token in Token select $"{round} logit {token} 3.5"),
        (3, from round in Round from back in Gen.Choose(0, 3) from tokens in Tokens select $"{round} splice {back}{tokens}"),
        (2, from round in Round from branches in Gen.Choose(2, 4) select $"{round} fork {branches}"),
        (1, from round in Round from verdict in Gen.Elements("stop", "skip") select $"{round} {verdict}"));

    [Fact]
    public void Any_commands_do_the_same_as_in_a_program_in_CSharp()
    {
        Controller guest = Programs.Load("probe");
        Prop.ForAll(Line.ListOf().Select(static lines => string.Join('\n', lines)).ToArbitrary(), script =>
        {
            ModelDriver driver = new(guest);
            using ModelDriver oracle = new(new NativeController(guest.Name, static () => new ScriptProgram()));
            string[] found = [.. driver.Run(script, 6).Select(Describe)], expected = [.. oracle.Run(script, 6).Select(Describe)];
            found.ShouldBe(expected, script);
            // Sequences prepare at once: only what each logs has an order; the versions of common variables have none at all.
            Logs(driver).ShouldBe(Logs(oracle), script);
        }).Check(s_config);
        guest.Dispose();
    }

    static string Describe(Driven driven) => $"{driven.Number}: {string.Join(' ', driven.Tokens)}, prompt {driven.PromptLength}, skipped {driven.Skipped}, "
        + $"stopped {driven.IsStopped}, temperature {driven.Temperature}, {driven.Error?.Fault} {driven.Error?.Message}";

    static IEnumerable<string> Logs(ModelDriver driver) => driver.LogBySequence.OrderBy(static line => line.Sequence)
        .Select(static line => $"{line.Sequence}: {(line.Text.StartsWith("append", StringComparison.Ordinal) ? "append" : line.Text)}");
}
