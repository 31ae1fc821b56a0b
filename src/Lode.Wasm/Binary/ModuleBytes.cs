namespace Lode.Wasm;

/// <summary>Reads a whole module, if it is not too large.</summary>
static class ModuleBytes
{
    /// <summary>Holds a module's size to the limit.</summary>
    public static void Check(string name, long length, WasmLimits limits)
    {
        if (length > limits.ModuleBytes)
            throw new Faults(name).Limit(limits.ModuleBytes, nameof(WasmLimits.ModuleBytes), length, limits.ModuleBytes);
    }

    /// <summary>Reads a stream to its end.</summary>
    public static byte[] Read(string name, Stream stream, WasmLimits limits)
    {
        int known = 0;
        if (stream.CanSeek)
        {
            long left = Math.Max(0, stream.Length - stream.Position);
            Check(name, left, limits);
            known = (int)left;
        }
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Math.Max(known, 256));
        for (int length = 0; ;)
        {
            int read = stream.Read(bytes, length, bytes.Length - length);
            length += read;
            Check(name, length, limits);
            if (read == 0)
            {
                if (length < bytes.Length)
                    Array.Resize(ref bytes, length);
                return bytes;
            }
            if (length == bytes.Length && Grown(stream, bytes, known) is { } more)
                bytes = more;
            else if (length == bytes.Length)
                return bytes;
        }
    }

    /// <summary>A larger copy; null where the stream ends exactly where its length said.</summary>
    static byte[]? Grown(Stream stream, byte[] bytes, int known)
    {
        if (known == bytes.Length && stream.Position >= stream.Length)
            return null;
        byte[] more = GC.AllocateUninitializedArray<byte>((int)Math.Min(bytes.Length * 2L, Array.MaxLength));
        bytes.CopyTo(more, 0);
        return more;
    }
}
