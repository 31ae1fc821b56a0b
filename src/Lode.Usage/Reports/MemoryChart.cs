using System.Text;
using Lode.Usage.Running;

namespace Lode.Usage.Reports;

/// <summary>Memory over time as a picture of characters: anonymous memory below, in full blocks, mapped memory above it, in light ones.</summary>
public static class MemoryChart
{
    /// <summary>With fewer samples there is nothing to see.</summary>
    public const int FewestSamples = 8;

    const int Height = 8;
    const int LabelWidth = 10;
    const int Widest = 100;
    const char Anonymous = '█';
    const char Mapped = '░';
    const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <summary>Draws the picture.</summary>
    /// <param name="samples">The samples of a run; <see cref="FewestSamples"/> or more.</param>
    /// <param name="columns">How wide the terminal is.</param>
    /// <returns>Lines; empty where there are too few samples or columns.</returns>
    public static string Write(IReadOnlyList<MemorySample> samples, int columns)
    {
        int width = Math.Min(columns - 1, Widest) - LabelWidth - 2;
        if (samples.Count < FewestSamples || width < 10)
            return "";
        Scale bytes = Scale.OfBytes(samples.Max(sample => sample.ResidentBytes));
        MemorySample[] shown = Columns(samples, width);
        StringBuilder text = new();
        for (int row = Height - 1; row >= 0; row--)
        {
            string label = row == Height - 1 ? bytes.BytesAt(bytes.Count) : row == 0 ? "0" : "";
            text.Append(label.PadLeft(LabelWidth)).Append(row is Height - 1 or 0 ? " ┤" : " │");
            int end = text.Length;
            foreach (MemorySample sample in shown)
                text.Append(Cell(sample, row, Height * 8 / bytes.End));
            // No blanks at the end of a line.
            while (text.Length > end && text[^1] == ' ')
                text.Length--;
            text.Append('\n');
        }
        string last = UsageFormat.Duration(samples[^1].TimeUs);
        text.Append("0".PadLeft(LabelWidth + 3)).Append(last.PadLeft(width - 1)).Append('\n');
        return text.Append(' ', LabelWidth + 2).Append($"{Anonymous} anonymous  {Mapped} mapped\n").ToString();
    }

    // How a column fills one cell; heights are in eighths of a cell.
    static char Cell(MemorySample sample, int row, double scale)
    {
        double anonymous = sample.AnonymousBytes * scale - row * 8;
        double resident = sample.ResidentBytes * scale - row * 8;
        if (anonymous >= 7.5)
            return Anonymous;
        // Mapped memory has one character only: it gets the cell where it fills more than half of it.
        if (resident - Math.Max(0, anonymous) >= 4)
            return Mapped;
        double top = row == 0 && resident > 0 ? Math.Max(1, Math.Max(anonymous, 0)) : anonymous;
        return Eighths[(int)Math.Round(Math.Clamp(top, 0, 8))];
    }

    // The sample with the most memory in each column; where there is none, the one before it.
    static MemorySample[] Columns(IReadOnlyList<MemorySample> samples, int width)
    {
        MemorySample[] columns = new MemorySample[width];
        long end = Math.Max(1, samples[^1].TimeUs);
        foreach (MemorySample sample in samples)
        {
            int column = (int)Math.Clamp((double)sample.TimeUs * width / end, 0, width - 1);
            if (columns[column] is null || columns[column].ResidentBytes < sample.ResidentBytes)
                columns[column] = sample;
        }
        MemorySample latest = new(0, 0, 0, 0);
        for (int column = 0; column < width; column++)
            latest = columns[column] ??= latest;
        return columns;
    }
}
