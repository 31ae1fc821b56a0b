using System.Text;
using Lode.Cli.Streams;

namespace Lode.Cli.Running;

/// <summary>What controllers log: each line on standard error, behind the number of its branch, and kept for the report.</summary>
sealed class ControlWatch
{
    readonly Lock _gate = new();
    readonly List<ControlLine> _lines = [];

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<ControlLine> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>Takes lines, on any thread.</summary>
    public void Write(int branch, ReadOnlySpan<byte> text)
    {
        string[] lines = Encoding.UTF8.GetString(text).Split('\n');
        lock (_gate)
        {
            foreach (string line in lines)
            {
                // A guest shall not move the cursor of whoever watches.
                string printable = string.Concat(line.TrimEnd('\r').Select(character => char.IsControl(character) && character != '\t' ? '?' : character));
                _lines.Add(new ControlLine(branch, printable));
                ErrorStream.Write($"[{branch}] {printable}\n");
            }
        }
    }
}
