namespace Lode.Kernels.Tests.Decode;

/// <summary>Stored blocks of random bits, with scales that are finite.</summary>
static class RandomBlocks
{
    public static byte[] Make(TensorFormat format, int values, Random random, bool anyScale = false)
    {
        byte[] bytes = new byte[TensorFormats.RowBytes(format, values)];
        random.NextBytes(bytes);
        if (anyScale)
            return bytes;
        int stride = TensorFormats.BytesPerBlock(format);
        int[] halves = format switch
        {
            TensorFormat.F32 or TensorFormat.BF16 => [],
            TensorFormat.F16 => [0],
            TensorFormat.Q4_1 or TensorFormat.Q5_1 or TensorFormat.Q4_K or TensorFormat.Q5_K => [0, 2],
            TensorFormat.Q2_K => [80, 82],
            TensorFormat.Q3_K => [108],
            TensorFormat.Q6_K => [208],
            _ => [0],
        };
        for (int block = 0; block < bytes.Length; block += stride)
        {
            foreach (int at in halves)
                BitConverter.TryWriteBytes(bytes.AsSpan(block + at), (Half)((random.NextDouble() - 0.5) * 0.2));
            if (format == TensorFormat.F32)
                BitConverter.TryWriteBytes(bytes.AsSpan(block), (float)(random.NextDouble() - 0.5));
            if (format == TensorFormat.BF16)
                BitConverter.TryWriteBytes(bytes.AsSpan(block), (ushort)(BitConverter.SingleToUInt32Bits((float)(random.NextDouble() - 0.5)) >> 16));
        }
        return bytes;
    }
}
