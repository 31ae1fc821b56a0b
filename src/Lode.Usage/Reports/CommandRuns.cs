using Lode.Usage.Running;
using Lode.Usage.Statistics;

namespace Lode.Usage.Reports;

/// <summary>A command and what each of its runs cost.</summary>
/// <param name="Command">The command as people write it.</param>
/// <param name="Runs">Its runs in order, at least one.</param>
public sealed record CommandRuns(string Command, IReadOnlyList<RunResult> Runs)
{
    /// <summary>The runs that did not end with exit code 0. Their figures count as all others do.</summary>
    public IEnumerable<int> Failed => Enumerable.Range(0, Runs.Count).Where(index => Runs[index].ExitCode != 0);

    /// <summary>The run with the median wall time (of an even number the lower), to stand for all in a picture.</summary>
    public RunResult Typical => Runs.OrderBy(run => run.WallUs).ElementAt((Runs.Count - 1) / 2);

    /// <summary>The statistics of a figure over the runs that tell it; null where none does.</summary>
    /// <remarks>Outliers are indices into <see cref="Runs"/>.</remarks>
    public Summary? Summarise(Metric metric)
    {
        List<double> values = [];
        List<int> indices = [];
        for (int i = 0; i < Runs.Count; i++)
        {
            if (metric.Of(Runs[i]) is not long value)
                continue;
            values.Add(value);
            indices.Add(i);
        }
        if (values.Count == 0)
            return null;
        Summary summary = Summary.Of(values.ToArray());
        return summary with { Outliers = [.. summary.Outliers.Select(index => indices[index])] };
    }
}
