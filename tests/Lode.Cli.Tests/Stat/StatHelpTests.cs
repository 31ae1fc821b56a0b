using System.Text.RegularExpressions;
using Lode.Cli.Stat;
using Lode.Tests;
using Lode.Usage.Reports;

namespace Lode.Cli.Tests.Stat;

public sealed partial class StatHelpTests
{
    [Fact]
    public void The_help_fits_100_columns_and_names_every_option()
    {
        string help = LodeCommand.Run("stat", "--help").ShouldSucceed().Output;
        LodeCommand.Run("help", "stat").Output.ShouldBe(help);
        LodeCommand.Run("stat", "-n", "3", "-h").Output.ShouldBe(help);
        foreach (StatOption option in StatOptionTable.All)
            help.ShouldContain(option.ValueName is null ? option.Name : $"{option.Name} {option.ValueName}");
        help.ShouldContain("125 lode stat itself");
        help.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public void The_manual_names_every_option_figure_and_no_other()
    {
        string manual = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "stat.md"));
        HashSet<string> options = [.. StatOptionTable.All.Select(option => option.Name)];
        foreach (string option in options)
            manual.ShouldContain($"`{option}");
        OptionName().Matches(manual).Select(match => match.Groups[1].Value).Except(options).ShouldBeEmpty();
        foreach (Metric metric in Metric.All)
        {
            manual.ShouldContain($"`{metric.Name}`");
            manual.ShouldContain($"`{metric.Key}`");
        }
    }

    [GeneratedRegex("`(--[a-z][a-z-]+)")]
    private static partial Regex OptionName();
}
