using System.Text;
using System.Text.Unicode;

namespace Lode.Formats;

/// <summary>What keys and tensor names may be made of.</summary>
static class GgufName
{
    /// <summary>UTF-8 without control characters: names are printed in lists, in messages, on terminals.</summary>
    public static bool IsClean(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) && !utf8.ContainsAnyInRange((byte)0, (byte)0x1F) && !utf8.Contains((byte)0x7F);

    /// <summary>Checks a name that is going to be written.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, or has control characters.</exception>
    public static void Check(string name, int limit)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        if (utf8.Length > limit || !IsClean(utf8))
            throw new ArgumentException($"'{name}' must have at most {limit} bytes in UTF-8 and no control characters", nameof(name));
    }
}
