using Lode.DemoModel.Text;
using Lode.DemoModel.Text.Plots;

namespace Lode.DemoModel.Sampling;

/// <summary>Reads stories by the grammar they were generated from.</summary>
sealed class StoryJudge
{
    readonly LinePattern[][][] _plots;
    readonly LinePattern[] _lines;

    public StoryJudge()
    {
        LinePattern[] openings = [.. Frame.Openings.Select(line => new LinePattern(line))], endings = [.. Frame.Endings.Select(line => new LinePattern(line))];
        _plots = [.. StoryWriter.Plots.Select(plot => (LinePattern[][])[openings, .. plot.Beats.Select(beat => beat.Select(line => new LinePattern(line)).ToArray()), endings])];
        _lines = [.. _plots.SelectMany(plot => plot).SelectMany(beat => beat)];
    }

    public Verdict Judge(string story)
    {
        if (_plots.Any(plot => Follows(story, 0, plot, [])))
            return Verdict.Sound;
        if (_plots.Any(plot => Follows(story, 0, plot, null)))
            return Verdict.Inconsistent;
        return FirstStrangeLine(story) is null ? Verdict.OutOfOrder : Verdict.Malformed;
    }

    /// <summary>The rest of the story from the first place where no line of the grammar fits; null if there is none.</summary>
    public string? FirstStrangeLine(string story)
    {
        int at = 0;
        while (at < story.Length)
        {
            // The longest, as one line may begin another.
            int end = _lines.Max(line => line.Match(story, at, null));
            if (end < 0)
                return story[at..];
            at = end;
        }
        return null;
    }

    static bool Follows(string story, int at, ReadOnlySpan<LinePattern[]> beats, Dictionary<string, string>? cast)
    {
        if (beats.IsEmpty)
            return at == story.Length;
        foreach (LinePattern line in beats[0])
        {
            Dictionary<string, string>? now = cast is null ? null : new(cast);
            int end = line.Match(story, at, now);
            if (end >= 0 && Follows(story, end, beats[1..], now))
                return true;
        }
        return false;
    }
}
