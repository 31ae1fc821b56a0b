using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Lode.Formats.Tests;

/// <summary>Builds GGUF files, good and bad, field by field; knows nothing of the writer under test.</summary>
sealed class GgufBytes
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Magic, version and counts.</summary>
    public static GgufBytes Start(ulong tensors = 0, ulong keys = 0, uint version = 3) =>
        new GgufBytes().Raw("GGUF"u8).U32(version).U64(tensors).U64(keys);

    /// <summary>A file with keys of many types, arrays, nested arrays and three tensors.</summary>
    public static byte[] Sample() => Start(tensors: 3, keys: 9)
        .Key("general.architecture", GgufValueType.String).Text("sample")
        .Key("general.alignment", GgufValueType.UInt32).U32(64)
        .Key("a.flag", GgufValueType.Bool).U8(1)
        .Key("a.number", GgufValueType.Float64).F64(0.5)
        .Key("a.strings", GgufValueType.Array).U32((uint)GgufValueType.String).U64(3).Text("x").Text("").Text("héllo")
        .Key("a.floats", GgufValueType.Array).U32((uint)GgufValueType.Float32).U64(2).F32(1.5f).F32(-2)
        .Key("a.flags", GgufValueType.Array).U32((uint)GgufValueType.Bool).U64(3).U8(1).U8(0).U8(1)
        .Key("a.nested", GgufValueType.Array).U32((uint)GgufValueType.Array).U64(2)
            .U32((uint)GgufValueType.Int8).U64(2).U8(0xFF).U8(2)
            .U32((uint)GgufValueType.String).U64(1).Text("in")
        .Key("a.big", GgufValueType.UInt64).U64(ulong.MaxValue)
        .Tensor("one", GgmlType.F32, 0, 3, 5)
        .Tensor("two", GgmlType.Q4_0, 64, 32, 2)
        .Tensor("three", GgmlType.I8, 128, 1)
        .AlignTo(64).Zeros(60).AlignTo(64).Zeros(36).AlignTo(64).Zeros(1).ToArray();

    /// <summary>A file with one key and its value, and nothing else.</summary>
    public static GgufBytes OneKey(string key, GgufValueType type) => Start(keys: 1).Key(key, type);

    /// <summary>A file with one tensor; its directory entry is what the caller writes next.</summary>
    public static GgufBytes OneTensor() => Start(tensors: 1);

    public GgufBytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public GgufBytes U8(byte value) => Raw([value]);

    public GgufBytes U16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public GgufBytes U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public GgufBytes U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public GgufBytes F32(float value) => U32(BitConverter.SingleToUInt32Bits(value));

    public GgufBytes F64(double value) => U64(BitConverter.DoubleToUInt64Bits(value));

    public GgufBytes Text(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        return U64((ulong)utf8.Length).Raw(utf8);
    }

    public GgufBytes Key(string key, GgufValueType type) => Text(key).U32((uint)type);

    public GgufBytes Array(GgufValueType element, ulong count) => U32((uint)element).U64(count);

    public GgufBytes Tensor(string name, GgmlType type, ulong offset, params ReadOnlySpan<ulong> dimensions)
    {
        Text(name).U32((uint)dimensions.Length);
        foreach (ulong extent in dimensions)
            U64(extent);
        return U32((uint)type).U64(offset);
    }

    public GgufBytes Zeros(int count) => Raw(new byte[count]);

    public GgufBytes AlignTo(int alignment) => Zeros((int)(-_bytes.WrittenCount & (alignment - 1)));

    public static implicit operator byte[](GgufBytes bytes) => bytes.ToArray();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
