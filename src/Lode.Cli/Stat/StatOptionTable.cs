namespace Lode.Cli.Stat;

/// <summary>All options of <c>lode stat</c>, by topic.</summary>
static class StatOptionTable
{
    public static readonly StatOption Count = new("-n", "N", "How many times to run each command. Default: once; with --vs, 10 times.");
    public static readonly StatOption Warmup = new("--warmup", "N", "How many runs of each to make before, which do not count. Default: none.");

    public static readonly StatOption Versus = new("--vs", "COMMAND",
        "Another command, one argument in quotes, to run in turn with the first and to compare; may be given several times.");

    public static readonly StatOption Metric = new("--metric", "NAME",
        "The figure to compare: wall, cpu, user, system, peak, mapped, anonymous, faults, major-faults, switches, ... Default: wall.");

    public static readonly StatOption Prepare = new("--prepare", "COMMAND", "A line of shell to run before each run; not measured.");

    public static readonly StatOption Cold = new("--cold", "FILE...",
        "Take these files out of the page cache before each run, and say where that cannot be verified. Ends at the next option or '--'.")
    { TakesSeveral = true };

    public static readonly StatOption Timeout = new("--timeout", "SECONDS", "Kill a run after this time; fractions are allowed.");

    public static readonly StatOption ShowOutput = new("--show-output", null,
        "With several runs, let the commands write to standard output; otherwise what they write there is thrown away.");

    public static readonly StatOption NoTrace = new("--no-trace", null, "Do not stop the command at its exit to read the true peak.");
    public static readonly StatOption Sample = new("--sample", "HZ", "How often to sample the memory, 0 (never) to 1000 a second. Default: 100.");
    public static readonly StatOption Tree = new("--tree", null, "Add up the memory of the command and of all its descendants.");
    public static readonly StatOption Pss = new("--pss", null, "Read the proportional share of the memory near the end.");
    public static readonly StatOption Counters = new("--counters", null, "Count instructions, cycles, branch and cache misses, where the kernel allows it.");
    public static readonly StatOption Explain = new("--explain", null, "Say under each line what it means.");
    public static readonly StatOption Chart = new("--chart", null, "Draw the memory over time also where standard error is no terminal.");
    public static readonly StatOption Plot = new("--plot", "FILE", "Write the memory over time as an SVG picture.");
    public static readonly StatOption Json = new("--json", "FILE", "Write everything as JSON; '-' is standard output, after the command's own.");
    public static readonly StatOption Csv = new("--csv", "FILE", "Write a line per run as comma-separated values.");
    public static readonly StatOption Markdown = new("--markdown", "FILE", "Write a table.");
    public static readonly StatOption Help = new("--help", null, "Say how this command is used.", "-h");

    public static IReadOnlyList<(string Title, IReadOnlyList<StatOption> Options)> Groups { get; } =
    [
        ("Runs", [Count, Warmup, Versus, Metric, Prepare, Cold, Timeout, ShowOutput]),
        ("Measuring", [NoTrace, Sample, Tree, Pss, Counters]),
        ("Output", [Explain, Chart, Plot, Json, Csv, Markdown]),
        ("Other", [Help]),
    ];

    public static IEnumerable<StatOption> All => Groups.SelectMany(group => group.Options);
}
