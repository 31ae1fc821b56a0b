using Lode.Memory;

namespace Lode.Formats;

/// <summary>The metadata of a GGUF file: keys in memory, values where they lie in the file.</summary>
/// <remarks>
/// The typed getters are what a reader of models wants: a missing key, another type or a value out of range is a
/// <see cref="ModelFormatException"/> that names the key. All members that read values throw <see cref="ObjectDisposedException"/> once
/// the file is closed.
/// </remarks>
public sealed unsafe class GgufMetadata
{
    readonly MappedView _view;
    readonly OrderedDictionary<string, GgufEntry> _entries;

    internal GgufMetadata(string file, MappedView view, OrderedDictionary<string, GgufEntry> entries)
    {
        File = file;
        _view = view;
        _entries = entries;
    }

    /// <summary>The path of the file, as errors name it.</summary>
    public string File { get; }

    /// <summary>The keys in the order of the file.</summary>
    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <summary>Finds a value of any type.</summary>
    public bool TryGet(string key, out GgufValue value)
    {
        bool found = _entries.TryGetValue(key, out GgufEntry? entry);
        value = found ? new GgufValue(this, key, entry!) : default;
        return found;
    }

    /// <summary>A string that must be there.</summary>
    /// <exception cref="ModelFormatException">It is missing, of another type, or not UTF-8.</exception>
    public string GetString(string key) => Required(key, "a string").AsString();

    /// <summary>A string, or null where the key is missing.</summary>
    /// <exception cref="ModelFormatException">It is of another type, or not UTF-8.</exception>
    public string? FindString(string key) => TryGet(key, out GgufValue value) ? value.AsString() : null;

    /// <summary>An integer of any width that must be there.</summary>
    /// <exception cref="ModelFormatException">It is missing, of another type, or not from min to max.</exception>
    public long GetInteger(string key, long min, long max) => Checked(key, Required(key, "an integer").AsInteger(), min, max);

    /// <summary>An integer of any width, or <paramref name="fallback"/> where the key is missing.</summary>
    /// <exception cref="ModelFormatException">It is of another type, or not from min to max.</exception>
    public long GetInteger(string key, long fallback, long min, long max) =>
        TryGet(key, out GgufValue value) ? Checked(key, value.AsInteger(), min, max) : fallback;

    /// <summary>A float or an integer that must be there.</summary>
    /// <exception cref="ModelFormatException">It is missing, of another type, not a number, or not from min to max.</exception>
    public double GetNumber(string key, double min, double max) => Checked(key, Required(key, "a number").AsNumber(), min, max);

    /// <summary>A float or an integer, or <paramref name="fallback"/> where the key is missing.</summary>
    /// <exception cref="ModelFormatException">It is of another type, not a number, or not from min to max.</exception>
    public double GetNumber(string key, double fallback, double min, double max) =>
        TryGet(key, out GgufValue value) ? Checked(key, value.AsNumber(), min, max) : fallback;

    /// <summary>A Boolean, or <paramref name="fallback"/> where the key is missing.</summary>
    /// <exception cref="ModelFormatException">It is of another type.</exception>
    public bool GetBoolean(string key, bool fallback) => TryGet(key, out GgufValue value) ? value.AsBoolean() : fallback;

    /// <summary>An array that must be there.</summary>
    /// <exception cref="ModelFormatException">It is missing, or of another type.</exception>
    public GgufArray GetArray(string key) => Required(key, "an array").AsArray();

    /// <summary>Finds an array.</summary>
    /// <returns>False where the key is missing.</returns>
    /// <exception cref="ModelFormatException">It is of another type.</exception>
    public bool TryGetArray(string key, out GgufArray array)
    {
        bool found = TryGet(key, out GgufValue value);
        array = found ? value.AsArray() : default;
        return found;
    }

    /// <summary>Makes the error of a key that is missing or not as a reader needs it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="advice">What to do about it.</param>
    public ModelFormatException Error(string key, string expected, string found, string advice) =>
        new(File, ModelFormatException.Key(key), expected, found, advice,
            _entries.TryGetValue(key, out GgufEntry? entry) ? entry.Offset : -1);

    internal ReadOnlySpan<byte> Bytes(long offset, int length) => _view.Span(offset, length);

    /// <summary>The rest of the header, and of the file as far as headers may reach.</summary>
    internal ReadOnlySpan<byte> BytesFrom(long offset) =>
        _view.Span(offset, (int)(Math.Min(_view.Length, GgufLimits.HeaderBytes) - offset));

    internal ReadOnlySpan<byte> StringAt(long offset, string key)
    {
        GgufCursor cursor = CursorAt(offset);
        ulong length = cursor.ReadUInt64("the length", key);
        return length <= int.MaxValue
            ? cursor.Take((long)length, "the value", key)
            : throw cursor.Ends(cursor.Offset, length, "the value", key);
    }

    internal GgufCursor CursorAt(long offset) => new(File, _view.Pointer(0, _view.Length), _view.Length) { Offset = offset };

    GgufValue Required(string key, string expected) => TryGet(key, out GgufValue value)
        ? value
        : throw Error(key, expected, "no such key", GgufAdvice.NotConverted);

    long Checked(string key, long value, long min, long max) => value >= min && value <= max
        ? value
        : throw Error(key, $"{min} to {max}", $"{value}", GgufAdvice.NotConverted);

    double Checked(string key, double value, double min, double max) => value >= min && value <= max // false for a NaN
        ? value
        : throw Error(key, $"{min} to {max}", $"{value}", GgufAdvice.NotConverted);
}
