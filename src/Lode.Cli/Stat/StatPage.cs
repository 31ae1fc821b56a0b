using System.CommandLine;
using Lode.Cli.Help;

namespace Lode.Cli.Stat;

/// <summary>The help of <c>lode stat</c>; made only when it is asked for.</summary>
static class StatPage
{
    public static HelpPage Create() => new(
        "Runs a command and says what it really cost: time, memory, faults, switches, input and output.",
        ["lode stat [options] -- COMMAND [ARGS]", "lode stat -n 20 --vs 'OTHER COMMAND' -- COMMAND [ARGS]"],
        [new Argument<string>("COMMAND") { Description = "Any program; it notices nothing. The report goes to standard error." }],
        [.. StatOptionTable.Groups.Select(group => new OptionGroup(group.Title, [.. group.Options.Select(Option)]))],
        [
            ("lode stat -- make -j4", "What building costs."),
            ("lode stat -n 20 --warmup 2 --vs 'grep -c the big.txt' -- rg -c the big.txt", "Which is faster, and by how much."),
            ("lode stat --cold model.gguf --plot start.svg -- lode run model.gguf Hello -n 1", "A start from the disk, as a picture."),
            ("lode stat -n 10 --json - -- ./server --check | jq .commands[0].statistics.peak_bytes", "For machines."),
        ])
    {
        ExitCodes = "the command's, 128 + signal, 127 not found, 126 not executable, 125 lode stat itself",
    };

    static Option Option(StatOption option) => option.ValueName is null
        ? new Option<bool>(option.Name, Aliases(option)) { Description = option.Description }
        : new Option<string>(option.Name, Aliases(option)) { Description = option.Description, HelpName = option.ValueName };

    static string[] Aliases(StatOption option) => option.Alias is null ? [] : [option.Alias];
}
