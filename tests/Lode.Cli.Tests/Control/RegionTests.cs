using System.Diagnostics;

namespace Lode.Cli.Tests.Control;

/// <summary>What a controller of one command publishes, that of another maps.</summary>
public sealed class RegionTests
{
    public static TheoryData<string> Ways => ControlCommand.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_region_is_published_by_one_command_and_mapped_by_another(string way)
    {
        string name = $"words-{Environment.ProcessId}-{way.Length}";
        using Process provider = LodeCommand.Start(new CommandInput(), Line(way, $"init share 1\ninit write 0 7 hello\ninit publish 0 {name}",
            ["--publish", name, "-n", "1000000", "--ctx", "200000"]));
        try
        {
            provider.StandardError.ReadLine().ShouldBe("[0] share: 0");
            provider.StandardError.ReadLine().ShouldBe("[0] publish: 0");
            CommandResult found = LodeCommand.Run(Line(way, "init map here\ninit find hello\n0 stop", ["--map", $"here=@{name}"])).ShouldSucceed();
            found.Errors.ShouldBe("[0] map: 0\n[0] find: 7\n");
        }
        finally
        {
            provider.Kill();
            LodeCommand.WaitForExit(provider);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_the_command_did_not_allow_is_not_published(string way) => LodeCommand.Run(Line(way, "init share 1\ninit publish 0 words\n0 stop", [])).ShouldSucceed()
        .Errors.Split('\n').ShouldContain(line => line.StartsWith("[0] publish: ", StringComparison.Ordinal) && line != "[0] publish: 0");

    static string[] Line(string way, string script, string[] more) =>
    [
        "run", TestModels.Demo, ControlCommand.Prompt, "-t", "1", "--ignore-eos", "--control", ControlCommand.PathOf("reading"), "--arg", script, "--control-log",
        .. way.Length == 0 ? (string[])[] : [way], .. more,
    ];
}
