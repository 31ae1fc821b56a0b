using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lode.Memory;

/// <summary>The names of unfinished files: <c>.NAME.PROCESS-RANDOM.lode-tmp</c>, beside the NAME that they are to become.</summary>
static class TemporaryName
{
    public const string Ending = ".lode-tmp";

    /// <summary>Leaves room for the rest of the name in the 255 bytes that file systems take.</summary>
    const int LongestStem = 200;

    static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>A name that no other file has or had.</summary>
    public static string New(string target) => string.Create(CultureInfo.InvariantCulture,
        $"{Prefix(target)}{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{Ending}");

    /// <summary>Whether a file name is one that <see cref="New"/> makes for a target, in whatever process.</summary>
    public static bool Belongs(string name, string target)
    {
        string prefix = Prefix(target);
        if (name.Length <= prefix.Length + Ending.Length
            || !name.StartsWith(prefix, StringComparison.Ordinal)
            || !name.EndsWith(Ending, StringComparison.Ordinal))
        {
            return false;
        }
        ReadOnlySpan<char> middle = name.AsSpan()[prefix.Length..^Ending.Length];
        int dash = middle.IndexOf('-');
        return dash > 0
            && !middle[..dash].ContainsAnyExceptInRange('0', '9')
            && middle.Length == dash + 17
            && !middle[(dash + 1)..].ContainsAnyExcept(s_hexadecimal);
    }

    static string Prefix(string target)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(target);
        return utf8.Length <= LongestStem ? $".{target}." : $".{Convert.ToHexStringLower(SHA256.HashData(utf8)[..16])}.";
    }
}
