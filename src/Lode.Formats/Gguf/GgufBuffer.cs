using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Lode.Formats;

/// <summary>Header bytes that a <see cref="GgufWriter"/> collects until their number is known.</summary>
sealed class GgufBuffer
{
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>The metadata type of a .NET type.</summary>
    public static GgufValueType TypeOf<T>() where T : unmanaged =>
        typeof(T) == typeof(byte) ? GgufValueType.UInt8
        : typeof(T) == typeof(sbyte) ? GgufValueType.Int8
        : typeof(T) == typeof(ushort) ? GgufValueType.UInt16
        : typeof(T) == typeof(short) ? GgufValueType.Int16
        : typeof(T) == typeof(uint) ? GgufValueType.UInt32
        : typeof(T) == typeof(int) ? GgufValueType.Int32
        : typeof(T) == typeof(float) ? GgufValueType.Float32
        : typeof(T) == typeof(bool) ? GgufValueType.Bool
        : typeof(T) == typeof(ulong) ? GgufValueType.UInt64
        : typeof(T) == typeof(long) ? GgufValueType.Int64
        : typeof(T) == typeof(double) ? GgufValueType.Float64
        : throw new NotSupportedException($"GGUF metadata has no type for {typeof(T)}");

    /// <summary>Writes a number or a Boolean, little-endian.</summary>
    public unsafe void WriteValue<T>(T value) where T : unmanaged
    {
        Span<byte> bytes = _bytes.GetSpan(sizeof(T))[..sizeof(T)];
        MemoryMarshal.Write(bytes, value);
        if (!BitConverter.IsLittleEndian)
            bytes.Reverse();
        _bytes.Advance(sizeof(T));
    }

    /// <summary>Refuses text with half a surrogate pair, before anything of it is written.</summary>
    /// <exception cref="ArgumentException">UTF-8 cannot hold the text.</exception>
    public static void CheckText(string value) => s_utf8.GetByteCount(value);

    public void WriteString(string value)
    {
        int length = s_utf8.GetByteCount(value);
        WriteValue((ulong)length);
        s_utf8.GetBytes(value, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    public void WriteString(ReadOnlySpan<byte> utf8)
    {
        WriteValue((ulong)utf8.Length);
        Write(utf8);
    }

    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Replaces a number that was written before.</summary>
    public void Replace(int at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span[at..], value);
}
