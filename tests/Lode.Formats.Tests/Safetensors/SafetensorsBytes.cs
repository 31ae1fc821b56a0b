using System.Buffers.Binary;
using System.Text;

namespace Lode.Formats.Tests;

/// <summary>Builds safetensors files, good and bad, from the text of their header; knows nothing of the writer under test.</summary>
static class SafetensorsBytes
{
    /// <summary>A file with the header as it is given and so many bytes of data.</summary>
    public static byte[] File(string header, int data = 0) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(ReadOnlySpan<byte> header, int data = 0) => File((ulong)header.Length, header, data);

    /// <summary>The same with any number as the header's length.</summary>
    public static byte[] File(ulong length, ReadOnlySpan<byte> header, int data)
    {
        byte[] file = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        header.CopyTo(file.AsSpan(8));
        for (int i = 0; i < data; i++)
            file[8 + header.Length + i] = (byte)(i * 7 + 1);
        return file;
    }

    /// <summary>A tensor's property of the header.</summary>
    public static string Entry(string name, string type, string shape, string offsets) =>
        $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}}}";

    /// <summary>A file with one tensor of 4 bytes, whose properties are given.</summary>
    public static byte[] One(string properties) => File($"{{\"t\":{{{properties}}}}}", 4);

    /// <summary>Metadata with escapes, tensors of many types and shapes, in another order than their bytes, one of them empty.</summary>
    public static byte[] Sample() => File(
        "{ \"__metadata__\":{\"format\":\"pt\",\"a \\\"quoted\\\" key\":\"\\u00e9\\n\"},\n"
        + $"{Entry("late.weight", "BF16", "[2,3]", "[28,40]")},"
        + $"{Entry("h\u00e9llo", "F32", "[ 3 , 2 ]", "[0,24]")},"
        + "\"reordered\":{\"data_offsets\":[24,28],\"shape\":[],\"dtype\":\"I32\"},"
        + $"{Entry("empty", "F64", "[5,0,7]", "[28,28]")},"
        + $"{Entry("nibbles", "F4", "[2,3]", "[40,43]")},"
        + $"{Entry("flags", "BOOL", "[1]", "[43,44]")}}}     ", 44);
}
