namespace Lode.Control.Tests.Hostile;

/// <summary>Sequences that do what they should, and between whose steps something else happens. What becomes of them is always the same.</summary>
static class HonestRun
{
    const string Script = "init touch 4\n0 allow 9 12 15\n1 logit 15 50\n2 fork 2\n2/1 allow 20 21\n3 show\n3 text\n4 bias 7 100\n4 set x 1\n5 get x\n5 vocabulary 30\n6 touch 8";

    /// <summary>Steps of it.</summary>
    public const int Steps = 12;

    /// <summary>Runs it, and gives all that can be seen of it.</summary>
    public static string Run(Controller controller, Action between)
    {
        using ModelDriver driver = new(controller) { BeforeStep = _ => between() };
        IReadOnlyList<Driven> sequences = driver.Run(Script, 7);
        return string.Join('\n',
        [
            .. sequences.Select(static driven => $"{driven.Number}: {string.Join(' ', driven.Tokens)} {driven.Error?.Message}"),
            .. driver.LogBySequence.Select(static line => $"{line.Sequence}> {line.Text}"),
        ]);
    }
}
