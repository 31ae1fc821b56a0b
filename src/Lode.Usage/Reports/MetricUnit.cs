namespace Lode.Usage.Reports;

/// <summary>In what a figure is counted.</summary>
public enum MetricUnit
{
    /// <summary>A plain number of something.</summary>
    Count,

    /// <summary>Microseconds.</summary>
    Microseconds,

    /// <summary>Bytes.</summary>
    Bytes,
}
