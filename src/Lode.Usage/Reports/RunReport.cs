using System.Text;
using Lode.Usage.Running;

namespace Lode.Usage.Reports;

/// <summary>What one run cost, one fact a line.</summary>
public static class RunReport
{
    const int NameWidth = 15;

    /// <summary>Writes the lines.</summary>
    /// <param name="run">The run.</param>
    /// <param name="explain">Whether a sentence under each line says what it means.</param>
    /// <param name="notes">What else the reader has to know, a sentence each.</param>
    public static string Write(RunResult run, bool explain, params IEnumerable<string> notes)
    {
        StringBuilder text = new();
        foreach (Fact fact in RunFacts.Of(run))
        {
            text.Append(fact.Name.PadRight(NameWidth)).Append(fact.Value).Append('\n');
            if (explain)
                WrappedText.Append(text, fact.Meaning, firstIndent: 4);
        }
        foreach (string note in run.Notes.Concat(notes))
            text.Append("note".PadRight(NameWidth)).Append(note).Append('\n');
        return text.ToString();
    }
}
