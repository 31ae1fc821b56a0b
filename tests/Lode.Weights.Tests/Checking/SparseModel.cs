using System.Buffers.Binary;

namespace Lode.Weights.Tests.Checking;

/// <summary>A safetensors file that is one hole behind its header: it takes no disk.</summary>
static class SparseModel
{
    public static void Write(string path, long bytes)
    {
        byte[] header = System.Text.Encoding.ASCII.GetBytes($"{{\"t\":{{\"dtype\":\"F16\",\"shape\":[{bytes / 2048},1024],\"data_offsets\":[0,{bytes}]}}}}");
        using FileStream stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        stream.SetLength(8 + header.Length + bytes);
    }
}
