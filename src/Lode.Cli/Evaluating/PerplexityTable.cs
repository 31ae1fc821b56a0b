using System.Globalization;
using System.Text;
using Lode.Cli.Showing;
using Lode.Usage;

namespace Lode.Cli.Evaluating;

/// <summary>A <see cref="PerplexityReport"/> as text.</summary>
static class PerplexityTable
{
    const int NameWidth = 24;

    public static string Write(PerplexityReport report)
    {
        StringBuilder table = new();
        Row(table, "perplexity", Both(report.Perplexity, report.PerplexityError));
        if (report.Against is DivergenceReport other)
        {
            Row(table, "of the other model", Both(other.Perplexity, other.PerplexityError));
            Row(table, "ratio", Number(report.Perplexity / other.Perplexity));
            Row(table, "KL divergence, mean", Both(other.KlMean, other.KlError));
            Row(table, "  median", Number(other.KlMedian));
            Row(table, "  99 % below", Number(other.Kl99));
            Row(table, "  largest", Number(other.KlLargest));
            Row(table, "same likeliest token", string.Create(CultureInfo.InvariantCulture, $"{other.SameLikeliest * 100:F2} %"));
            Row(table, "RMS of differences in p", string.Create(CultureInfo.InvariantCulture, $"{other.RmsProbabilityDifference * 100:F3} %"));
        }
        return table.ToString();
    }

    /// <summary>For example <c>12 chunks of 512 tokens of text.txt, 3,060 tokens foretold; 12.3 s</c>.</summary>
    public static string Summary(PerplexityReport report) =>
        $"{UsageFormat.Count(report.Chunks)} {(report.Chunks == 1 ? "chunk" : "chunks")} of {UsageFormat.Count(report.ChunkLength)} tokens of "
        + $"{Printable.Escape(report.File)}, {UsageFormat.Count(report.TokensScored)} tokens foretold; {UsageFormat.Duration(report.ElapsedUs)}\n";

    static void Row(StringBuilder table, string name, string value) => table.Append(name.PadRight(NameWidth)).Append("  ").Append(value).Append('\n');

    static string Both(double value, double error) => $"{Number(value)} ± {Number(error)}";

    // Four decimals, and small numbers with as many digits that count.
    static string Number(double value) =>
        value != 0 && Math.Abs(value) < 0.01 ? value.ToString("E3", CultureInfo.InvariantCulture) : value.ToString("F4", CultureInfo.InvariantCulture);
}
