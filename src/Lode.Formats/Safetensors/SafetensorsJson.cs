using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Lode.Formats;

/// <summary>Reads JSON token by token, so that nothing is hidden, and turns every fault into a <see cref="ModelFormatException"/>.</summary>
/// <remarks>JSON libraries keep the last of two equal keys and say nothing: whoever reads another one of them sees another file.</remarks>
ref struct SafetensorsJson
{
    const int Depth = 16;
    readonly ReadOnlySpan<byte> _json;
    readonly string _path;
    readonly long _start;
    Utf8JsonReader _reader;

    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The text.</param>
    /// <param name="start">Where the text begins in the file.</param>
    public SafetensorsJson(string path, ReadOnlySpan<byte> json, long start)
    {
        _path = path;
        _json = json;
        _start = start;
        if (!Utf8.IsValid(json))
            throw Error(start + FirstInvalid(json), "text in UTF-8", "a byte that is not", GgufAdvice.Damaged);
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
    }

    /// <summary>The token that was read last.</summary>
    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>Where that token begins in the file.</summary>
    public readonly long Offset => _start + _reader.TokenStartIndex;

    /// <summary>Reads the next token; false at the end of the text.</summary>
    public bool Next()
    {
        try
        {
            return _reader.Read();
        }
        catch (JsonException error)
        {
            throw Error(_start + PlaceOf(error), "JSON", Reason(error), GgufAdvice.Damaged);
        }
    }

    /// <summary>Reads the next token, which must be of a kind.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="expected">What it is, for messages.</param>
    /// <param name="owner">What it belongs to; joined to <paramref name="expected"/> only in a message.</param>
    public void Expect(JsonTokenType type, string expected, string? owner = null)
    {
        Next();
        if (Type != type)
            throw Unexpected(expected, owner);
    }

    /// <summary>Steps over the value that follows.</summary>
    public void SkipValue()
    {
        Next();
        try
        {
            _reader.Skip();
        }
        catch (JsonException error)
        {
            throw Error(_start + PlaceOf(error), "JSON", Reason(error), GgufAdvice.Damaged);
        }
    }

    /// <summary>Whether the name or string is this one.</summary>
    public readonly bool Is(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return _reader.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter("text");
        }
    }

    /// <summary>The name or string that was read last.</summary>
    /// <param name="limit">Bytes in UTF-8.</param>
    /// <param name="what">What it is, for messages.</param>
    public readonly string Text(int limit, string what)
    {
        // An escape takes at most six bytes for one.
        if (_reader.ValueSpan.Length > 6L * limit)
            throw Error(Offset, $"{what} of at most {limit} bytes", $"{_reader.ValueSpan.Length}", GgufAdvice.Damaged);
        try
        {
            string text = _reader.GetString()!;
            return Encoding.UTF8.GetByteCount(text) <= limit
                ? text
                : throw Error(Offset, $"{what} of at most {limit} bytes", $"{Encoding.UTF8.GetByteCount(text)}", GgufAdvice.Damaged);
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter(what);
        }
    }

    /// <summary>Copies the string that was read last, where it is short; cuts <paramref name="text"/> to it.</summary>
    public readonly bool TryCopy(ref Span<char> text)
    {
        if (_reader.ValueSpan.Length > text.Length)
            return false;
        try
        {
            text = text[.._reader.CopyString(text)];
            return true;
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter("text");
        }
    }

    /// <summary>The name that was read last: not empty, no control characters.</summary>
    public readonly string Name(string what)
    {
        string name = Text(SafetensorsLimits.NameBytes, what);
        Span<byte> utf8 = stackalloc byte[SafetensorsLimits.NameBytes];
        return name.Length > 0 && GgufName.IsClean(utf8[..Encoding.UTF8.GetBytes(name, utf8)])
            ? name
            : throw Error(Offset, $"{what} of 1 to {SafetensorsLimits.NameBytes} bytes without control characters",
                name.Length == 0 ? "an empty one" : "a control character", GgufAdvice.NotConverted);
    }

    /// <summary>The number that was read last: whole, from 0 to 2^63 - 1.</summary>
    public readonly long Number(string what, string owner) =>
        Type == JsonTokenType.Number && _reader.TryGetInt64(out long value) && value >= 0 && _reader.ValueSpan[0] != '-'
            ? value
            : throw Unexpected($"a whole number from 0 to {long.MaxValue} as {what}", owner);

    public readonly ModelFormatException Unexpected(string expected, string? owner = null) =>
        Error(Offset, owner is null ? expected : $"{expected} of '{owner}'", Found(), GgufAdvice.Damaged);

    public readonly ModelFormatException Error(long offset, string expected, string found, string advice) =>
        new(_path, offset, expected, found, advice);

    readonly ModelFormatException HalfCharacter(string what) =>
        Error(Offset, $"{what} of whole characters", "half of a surrogate pair", GgufAdvice.Damaged);

    readonly string Found() => _reader.TokenType switch
    {
        JsonTokenType.None => "nothing",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndObject or JsonTokenType.EndArray => "its end",
        _ => Short(Encoding.UTF8.GetString(_reader.ValueSpan[..Math.Min(_reader.ValueSpan.Length, 40)])),
    };

    readonly string Short(string text) => _reader.ValueSpan.Length > 40 ? $"{text}..." : text;

    static string Reason(JsonException error)
    {
        string message = error.Message.ReplaceLineEndings(" ");
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? message : message[..place].TrimEnd('.');
    }

    readonly long PlaceOf(JsonException error)
    {
        ReadOnlySpan<byte> rest = _json;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        return _json.Length - rest.Length + (error.BytePositionInLine ?? 0);
    }

    static long FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out int length) == OperationStatus.Done)
            at += length;
        return at;
    }
}
