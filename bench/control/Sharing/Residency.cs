using System.Globalization;

namespace Lode.Control.Bench.Sharing;

/// <summary>What the mappings of a file take in this process.</summary>
static class Residency
{
    /// <summary>Bytes: the proportional share, and pages of its own.</summary>
    public static (long Share, long Private) Of(string path)
    {
        long share = 0, own = 0;
        bool counts = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Contains('-', StringComparison.Ordinal) && !line.Contains(" kB", StringComparison.Ordinal))
                counts = line.EndsWith(path, StringComparison.Ordinal);
            else if (counts && line.StartsWith("Pss:", StringComparison.Ordinal))
                share += Kilobytes(line);
            else if (counts && line.StartsWith("Anonymous:", StringComparison.Ordinal))
                own += Kilobytes(line);
        }
        return (share, own);
    }

    static long Kilobytes(string line) => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
