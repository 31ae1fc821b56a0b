using System.Text;
using System.Text.Json.Nodes;
using Lode.Formats;

namespace Lode.Cli.Showing;

/// <summary>Decodes metadata values for reading; of long ones only the beginning.</summary>
static class MetadataReader
{
    const int MostElements = 8;
    const int MostBytes = 200;

    public static MetadataDescription Read(GgufMetadata metadata, string key)
    {
        metadata.TryGet(key, out GgufValue value);
        if (value.Type == GgufValueType.Array)
        {
            GgufArray array = value.AsArray();
            return new MetadataDescription(key, array.ElementType.ToString(), array.Count, Elements(array));
        }
        bool isLong = value.Type == GgufValueType.String && value.AsUtf8().Length > MostBytes;
        return new MetadataDescription(key, value.Type.ToString(), isLong ? value.AsUtf8().Length : null, Scalar(value));
    }

    static JsonValue? Scalar(GgufValue value) => value.Type switch
    {
        GgufValueType.String => JsonValue.Create(Text(value.AsUtf8())),
        GgufValueType.Bool => JsonValue.Create(value.AsBoolean()),
        GgufValueType.Float32 => Number((float)value.AsNumber()),
        GgufValueType.Float64 => Number(value.AsNumber()),
        GgufValueType.UInt64 => JsonValue.Create(value.AsNumber() < long.MaxValue ? value.AsInteger() : value.AsNumber()),
        _ => JsonValue.Create(value.AsInteger()),
    };

    static JsonArray Elements(GgufArray array)
    {
        JsonArray elements = [];
        long count = Math.Min(array.Count, MostElements);
        switch (array.ElementType)
        {
            case GgufValueType.String:
                foreach (ReadOnlySpan<byte> text in array.EnumerateStrings())
                {
                    if (elements.Count == count)
                        break;
                    elements.Add((JsonNode?)JsonValue.Create(Text(text)));
                }
                break;
            case GgufValueType.Array:
                break; // nothing writes nested arrays; their count is told
            default:
                for (long i = 0; i < count; i++)
                    elements.Add((JsonNode?)Element(array, i));
                break;
        }
        return elements;
    }

    static JsonValue? Element(GgufArray array, long index) => array.ElementType switch
    {
        GgufValueType.Bool => JsonValue.Create(array.GetBoolean(index)),
        GgufValueType.Float32 or GgufValueType.Float64 or GgufValueType.UInt64 => Number(array.GetFloat(index)),
        _ => JsonValue.Create(array.GetInteger(index)),
    };

    // JSON has no words for the others.
    static JsonValue? Number(float value) => float.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create($"{value}");

    static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create($"{value}");

    static string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MostBytes)
            return Encoding.UTF8.GetString(utf8);
        int end = MostBytes;
        while (end > MostBytes - 4 && (utf8[end] & 0xC0) == 0x80)
            end--; // not within a character
        return Encoding.UTF8.GetString(utf8[..end]);
    }
}
