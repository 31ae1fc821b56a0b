using System.Buffers.Binary;

namespace Lode.Formats;

/// <summary>Decodes stored numbers.</summary>
static class GgufNumber
{
    /// <summary>Decodes an integer; false where a <see cref="GgufValueType.UInt64"/> is beyond 63 bits.</summary>
    public static bool TryReadInteger(GgufValueType type, ReadOnlySpan<byte> bytes, out long value)
    {
        value = type switch
        {
            GgufValueType.UInt8 => bytes[0],
            GgufValueType.Int8 => (sbyte)bytes[0],
            GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
        return value >= 0 || type != GgufValueType.UInt64;
    }

    /// <summary>Decodes a float or an integer.</summary>
    public static double ReadNumber(GgufValueType type, ReadOnlySpan<byte> bytes) => type switch
    {
        GgufValueType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        GgufValueType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        GgufValueType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => TryReadInteger(type, bytes, out long value) ? value : 0,
    };
}
