using System.Globalization;

namespace Lode.Control.Tests.Sharing;

/// <summary>A mapping of this process, as the kernel shows it.</summary>
sealed record MappedArea(long Start, long End, bool IsShared, long Offset, string Device, long Inode, string Path)
{
    public long ResidentBytes { get; private set; }

    public long ProportionalBytes { get; private set; }

    public long AnonymousBytes { get; private set; }

    public static MappedArea At(nint address) => All().Single(area => area.Start <= address && address < area.End);

    public static IEnumerable<MappedArea> All()
    {
        MappedArea? area = null;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].EndsWith(':'))
            {
                area!.Add(words);
                continue;
            }
            if (area is not null)
                yield return area;
            string[] ends = words[0].Split('-');
            area = new(Hexadecimal(ends[0]), Hexadecimal(ends[1]), words[1][3] == 's', Hexadecimal(words[2]), words[3],
                long.Parse(words[4], CultureInfo.InvariantCulture), string.Join(' ', words.Skip(5)));
        }
        if (area is not null)
            yield return area;
    }

    void Add(string[] words)
    {
        switch (words[0])
        {
            case "Rss:":
                ResidentBytes = Kilobytes(words[1]);
                break;
            case "Pss:":
                ProportionalBytes = Kilobytes(words[1]);
                break;
            case "Anonymous:":
                AnonymousBytes = Kilobytes(words[1]);
                break;
        }
    }

    static long Hexadecimal(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static long Kilobytes(string text) => long.Parse(text, CultureInfo.InvariantCulture) * 1024;
}
