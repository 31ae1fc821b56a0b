using Lode.Cli.Running;
using Lode.Usage;

namespace Lode.Cli.Tests;

public sealed class RunTableTests
{
    static readonly RunReport s_report = new()
    {
        Model = "m.gguf",
        Load = "map",
        PromptTokens = 1234,
        PromptTokensRead = 1234,
        TokenIds = new int[101],
        StopReason = "token_limit",
        Seed = 42,
        Threads = 8,
        TimesUs = new RunTimes { Open = 500, Tokenizer = 40_000, Tokenize = 2_000, Prepare = 700, Prefill = 2_000_000, Decode = 5_000_000, Total = 7_043_200 },
        Usage = new ProcessUsage
        {
            UserMicroseconds = 50_000_000,
            SystemMicroseconds = 120_000,
            AnonymousBytes = 12_900_000,
            FileBytes = 4_100_000_000,
            PeakBytes = 4_300_000_000,
            MinorFaults = 65_432,
            MajorFaults = 0,
        },
    };

    [Fact]
    public void The_table_of_a_typical_run() => RunTable.Write(s_report).ShouldBe("""
        load             1.20 ms  model (map) and context
        tokenizer        42.0 ms  vocabulary and prompt
        prefill           2.00 s  1,234 tokens, 617 tokens/s
        decode            5.00 s  100 tokens, 20.0 tokens/s
        total             7.04 s  with 8 threads
        CPU time          50.0 s  user, 120 ms system
        memory          12.3 MiB  anonymous, 3.8 GiB file, 4.0 GiB peak
        page faults       65,432  minor, 0 major
        stopped by    the token limit
        seed          42

        """);

    [Theory]
    [InlineData("end_of_text", null, "the end of the text")]
    [InlineData("stop_string", "a\nb", "the stop string 'a\\nb'")]
    [InlineData("context_full", null, "the end of the context")]
    [InlineData("interrupted", null, "Ctrl-C")]
    [InlineData("output_closed", null, "the reader of the output")]
    public void The_reason_is_told_in_words(string reason, string? stop, string words) =>
        RunTable.Write(s_report with { StopReason = reason, StopString = stop }).ShouldContain($"stopped by    {words}\n");

    [Fact]
    public void What_a_platform_cannot_tell_is_said()
    {
        string table = RunTable.Write(s_report with { TokenIds = [], Usage = new ProcessUsage { Missing = "only on Linux" } });
        table.ShouldContain("memory               n/a  anonymous, n/a file, n/a peak\n");
        table.ShouldContain("n/a           only on Linux\n");
        table.ShouldContain("decode            5.00 s  no tokens\n");
    }
}
