using System.Text;
using Lode.Usage.Running;

namespace Lode.Usage.Reports;

/// <summary>Memory over time as an SVG picture: anonymous and mapped memory as areas on each other, resident memory as their outline.</summary>
/// <remarks>
/// Several commands stand under each other on the same axes. The background is clear and every colour is of middle lightness, so that the
/// picture is readable on white and on black without a style sheet, which not every viewer reads.
/// </remarks>
public static class MemoryPlot
{
    const int Width = 800;
    const int Left = 84;
    const int Right = 24;
    const int Top = 80;
    const int PanelHeight = 190;
    const int PanelTitle = 48;
    const int Bottom = 52;
    const int PlotWidth = Width - Left - Right;
    const int LongestTitle = 88;

    const string Ink = "#7d8590";
    const string AnonymousColour = "#d9822b";
    const string MappedColour = "#3f8fd2";

    /// <summary>Writes the picture; of each command, its typical run.</summary>
    /// <param name="measurement">What was measured.</param>
    public static string Write(Measurement measurement)
    {
        RunResult[] runs = [.. measurement.Commands.Select(command => command.Typical)];
        Scale time = Scale.OfTime(runs.Max(run => Math.Max(run.WallUs, run.Samples.Count > 0 ? run.Samples[^1].TimeUs : 0)));
        Scale bytes = Scale.OfBytes(runs.Max(Highest));
        int height = Top + runs.Length * (PanelHeight + PanelTitle) - PanelTitle + Bottom;
        StringBuilder svg = new();
        Append(svg, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-label="Memory over time" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13" fill="{Ink}">
            <text x="{Left}" y="28" font-size="18" font-weight="600">Memory over time</text>

            """);
        WriteLegend(svg);
        for (int i = 0; i < runs.Length; i++)
        {
            int top = Top + i * (PanelHeight + PanelTitle);
            string title = runs.Length == 1 ? measurement.Commands[i].Command : $"{Measurement.Letter(i)}: {measurement.Commands[i].Command}";
            WriteAxes(svg, time, bytes, top, isLast: i == runs.Length - 1);
            WriteRun(svg, runs[i], time, bytes, top);
            Append(svg, $"""
                <text x="{Left}" y="{top - 14}" font-family="ui-monospace, 'DejaVu Sans Mono', monospace" font-size="12">{Escape(Shorten(title))}</text>

                """);
        }
        Append(svg, $"""
            <text x="{Left + PlotWidth / 2}" y="{height - 10}" text-anchor="middle">time since the start</text>
            </svg>

            """);
        return svg.ToString();
    }

    static void WriteLegend(StringBuilder svg) => Append(svg, $"""
        <g transform="translate({Width - Right - 300} 16)">
        <rect width="14" height="14" fill="{MappedColour}" fill-opacity="0.55"/><text x="20" y="12">mapped</text>
        <rect x="96" width="14" height="14" fill="{AnonymousColour}" fill-opacity="0.75"/><text x="116" y="12">anonymous</text>
        <path d="M214 7h18" stroke="{Ink}" stroke-width="2"/><text x="238" y="12">resident</text>
        </g>

        """);

    static void WriteAxes(StringBuilder svg, Scale time, Scale bytes, int top, bool isLast)
    {
        for (int step = 0; step <= bytes.Count; step++)
        {
            double y = Y(bytes.Step * step, bytes, top);
            Append(svg, $"""
                <path d="M{Left} {y:0.#}h{PlotWidth}" stroke="{Ink}" stroke-opacity="{(step == 0 ? 1 : 0.3)}"/>
                <text x="{Left - 8}" y="{y + 4:0.#}" text-anchor="end">{bytes.BytesAt(step)}</text>

                """);
        }
        for (int step = 0; step <= time.Count; step++)
        {
            double x = X(time.Step * step, time);
            Append(svg, $"""
                <path d="M{x:0.#} {top + PanelHeight}v5" stroke="{Ink}"/>

                """);
            if (isLast)
            {
                // The last label would hang over the edge if it stood in the middle.
                Append(svg, $"""
                    <text x="{x:0.#}" y="{top + PanelHeight + 20}" text-anchor="{(step == time.Count ? "end" : "middle")}">{time.TimeAt(step)}</text>

                    """);
            }
        }
    }

    static void WriteRun(StringBuilder svg, RunResult run, Scale time, Scale bytes, int top)
    {
        List<MemorySample> samples = Thin(run.Samples, time);
        if (samples.Count == 0)
        {
            Append(svg, $"""
                <text x="{Left + PlotWidth / 2}" y="{top + PanelHeight / 2}" text-anchor="middle">ended before the first sample</text>

                """);
            return;
        }
        Area(sample => sample.AnonymousBytes, _ => 0, AnonymousColour, 0.75);
        Area(sample => Math.Max(sample.ResidentBytes, sample.AnonymousBytes), sample => sample.AnonymousBytes, MappedColour, 0.55);
        svg.Append("<path d=\"M");
        foreach (MemorySample sample in samples)
            Append(svg, $"{X(sample.TimeUs, time):0.#} {Y(sample.ResidentBytes, bytes, top):0.#} ");
        Append(svg, $"""
            " fill="none" stroke="{Ink}" stroke-width="2" stroke-linejoin="round"/>

            """);

        void Area(Func<MemorySample, long> upper, Func<MemorySample, long> lower, string colour, double opacity)
        {
            svg.Append("<path d=\"M");
            foreach (MemorySample sample in samples)
                Append(svg, $"{X(sample.TimeUs, time):0.#} {Y(upper(sample), bytes, top):0.#} ");
            foreach (MemorySample sample in Enumerable.Reverse(samples))
                Append(svg, $"{X(sample.TimeUs, time):0.#} {Y(lower(sample), bytes, top):0.#} ");
            Append(svg, $"""
                z" fill="{colour}" fill-opacity="{opacity}"/>

                """);
        }
    }

    // Of the samples that fall on one point of the picture, the one with the most memory.
    static List<MemorySample> Thin(IReadOnlyList<MemorySample> samples, Scale time)
    {
        List<MemorySample> kept = [];
        int column = -1;
        foreach (MemorySample sample in samples)
        {
            int x = (int)X(sample.TimeUs, time);
            if (x != column)
                kept.Add(sample);
            else if (sample.ResidentBytes > kept[^1].ResidentBytes)
                kept[^1] = sample;
            column = x;
        }
        return kept;
    }

    static long Highest(RunResult run) => run.Samples.Select(sample => Math.Max(sample.ResidentBytes, sample.AnonymousBytes)).DefaultIfEmpty(0).Max();

    static double X(double microseconds, Scale time) => Left + microseconds / time.End * PlotWidth;

    static double Y(double value, Scale bytes, int top) => top + PanelHeight - value / bytes.End * PanelHeight;

    static string Shorten(string title) => title.Length <= LongestTitle ? title : $"{title.AsSpan(0, LongestTitle - 1)}…";

    // What XML cannot hold at all is shown as a replacement.
    static string Escape(string text) => string.Concat(text.Select(character => character switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ when char.IsControl(character) || char.IsSurrogate(character) || character >= '\uFFFE' => "\uFFFD",
        _ => character.ToString(),
    }));

    static void Append(StringBuilder svg, FormattableString text) => svg.Append(FormattableString.Invariant(text));
}
