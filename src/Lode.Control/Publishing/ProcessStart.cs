using System.Globalization;

namespace Lode.Control;

/// <summary>When processes started, which tells one from a later one with the same number.</summary>
static class ProcessStart
{
    const int FieldsBehindName = 19; // of starttime in /proc/PID/stat, counted from the state

    /// <summary>In ticks since the system started; null where there is no such process.</summary>
    internal static ulong? Of(int process)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name is in brackets, and may have anything in it.
            string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : ulong.Parse(fields[FieldsBehindName], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
