namespace Lode.Formats;

/// <summary>Sizes and kinds of <see cref="GgufValueType"/>.</summary>
static class GgufValueTypes
{
    public const GgufValueType Last = GgufValueType.Float64;

    /// <summary>The bytes of a value, or 0 for strings and arrays, whose length is in the file.</summary>
    public static int FixedSize(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };

    public static bool IsFloat(GgufValueType type) => type is GgufValueType.Float32 or GgufValueType.Float64;

    public static bool IsInteger(GgufValueType type) => FixedSize(type) != 0 && !IsFloat(type) && type != GgufValueType.Bool;
}
