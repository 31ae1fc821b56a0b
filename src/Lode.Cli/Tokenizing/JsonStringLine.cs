using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Lode.Cli.Tokenizing;

/// <summary>Reads a line that is a JSON string (RFC 8259), with lone surrogates, which JSON's own readers refuse.</summary>
static class JsonStringLine
{
    /// <param name="line">The line without its end.</param>
    /// <param name="text">Where the UTF-8 of the string goes; U+FFFD for each lone surrogate.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, IBufferWriter<byte> text)
    {
        line = line.Trim(" \t\r"u8);
        if (line.IsEmpty)
            return "expected a JSON string, found an empty line";
        if (line[0] != '"')
            return $"expected a JSON string, found '{Shorten(line)}'";
        if (!Utf8.IsValid(line))
            return "expected UTF-8, found bytes that are none";
        line = line[1..];
        while (true)
        {
            int plain = line.IndexOfAny((byte)'"', (byte)'\\');
            if (plain < 0)
                return "the string does not end; a quotation mark is missing";
            if (line[..plain].IndexOfAnyInRange((byte)0, (byte)0x1F) is >= 0 and int control)
                return $"a control character (0x{line[control]:X2}) is not escaped";
            text.Write(line[..plain]);
            line = line[plain..];
            if (line[0] == '"')
                return line.Length == 1 ? null : $"expected the end of the line behind the string, found '{Shorten(line[1..])}'";
            if (ReadEscape(ref line, text) is string wrong)
                return wrong;
        }
    }

    static string? ReadEscape(ref ReadOnlySpan<byte> line, IBufferWriter<byte> text)
    {
        int place = line.Length > 1 ? "\"\\/bfnrt"u8.IndexOf(line[1]) : -1;
        if (place >= 0)
        {
            text.Write("\"\\/\b\f\n\r\t"u8.Slice(place, 1));
            line = line[2..];
            return null;
        }
        if (!TryReadUnit(line, out char unit))
            return $"expected an escape of JSON, found '{Shorten(line)}'";
        line = line[6..];
        Rune rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate(unit) && TryReadUnit(line, out char low) && char.IsLowSurrogate(low))
        {
            rune = new Rune(unit, low);
            line = line[6..];
        }
        else if (!char.IsSurrogate(unit))
        {
            rune = new Rune(unit);
        }
        text.Advance(rune.EncodeToUtf8(text.GetSpan(4)));
        return null;
    }

    static bool TryReadUnit(ReadOnlySpan<byte> line, out char unit)
    {
        unit = default;
        if (line.Length < 6 || line[0] != '\\' || line[1] != 'u'
            || !ushort.TryParse(line.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value))
            return false;
        unit = (char)value;
        return true;
    }

    static string Shorten(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(20, text.Length)]) + (text.Length > 20 ? "..." : "");
}
