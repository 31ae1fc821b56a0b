using System.Buffers.Binary;

namespace Lode.DemoModel.Output;

/// <summary>GGML's Q8_0: blocks of 32 numbers, each a half-precision scale and 32 signed bytes.</summary>
static class Q8Blocks
{
    public const int Size = 32, Bytes = 34;

    public static byte[] Quantize(ReadOnlySpan<float> values)
    {
        byte[] blocks = new byte[values.Length / Size * Bytes];
        for (int block = 0; block * Size < values.Length; block++)
        {
            ReadOnlySpan<float> part = values.Slice(block * Size, Size);
            Span<byte> target = blocks.AsSpan(block * Bytes, Bytes);
            float largest = 0;
            foreach (float value in part)
                largest = MathF.Max(largest, MathF.Abs(value));
            float scale = largest / 127, inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(target, (Half)scale);
            for (int i = 0; i < Size; i++)
                target[2 + i] = (byte)(sbyte)MathF.Round(part[i] * inverse, MidpointRounding.AwayFromZero);
        }
        return blocks;
    }

    public static float[] Dequantize(ReadOnlySpan<byte> blocks)
    {
        float[] values = new float[blocks.Length / Bytes * Size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> block = blocks.Slice(i / Size * Bytes, Bytes);
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(block) * (sbyte)block[2 + i % Size];
        }
        return values;
    }
}
