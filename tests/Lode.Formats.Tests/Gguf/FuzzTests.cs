using System.Buffers.Binary;
using Lode.Tests;

namespace Lode.Formats.Tests;

/// <summary>Random damage to headers ends in success or in the one exception type, within the bounds of <see cref="Cost"/>.</summary>
public sealed class FuzzTests : IDisposable
{
    /// <summary>Values that lengths, counts and offsets break on.</summary>
    static readonly ulong[] s_nasty =
    [
        0, 1, 2, 7, 8, 9, 12, 13, 31, 32, 33, 64, 255, 256, 512, 513, 8192, 65535, 65536, int.MaxValue, uint.MaxValue, 1UL << 32, 1UL << 40,
        1UL << 60, 1UL << 61, long.MaxValue - 31, long.MaxValue, 1UL << 63, ulong.MaxValue - 31, ulong.MaxValue - 8, ulong.MaxValue,
    ];

    readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_small_file_survives_random_damage(int seed)
    {
        byte[] sample = GgufBytes.Sample();
        int refused = 0;
        Random random = new(seed);
        for (int i = 0; i < 1500; i++)
        {
            byte[] damaged = Damage(sample, random);
            string path = _folder.Write("fuzz.gguf", damaged);
            Cost.ShouldBeBounded(() => refused += Exercise.Read(path) ? 0 : 1);
        }
        refused.ShouldBeInRange(500, 1499, "the damage should matter often, but not always");
    }

    [Theory]
    [InlineData("mini/mini-llama-f32.gguf")]
    [InlineData("mini/mini-qwen3moe-f32.gguf")]
    [InlineData("mini/quant-llama-q4_k_m.gguf")]
    [InlineData("models/stories260K.gguf")]
    public void A_real_file_survives_overwritten_header_bytes(string name)
    {
        string path = _folder.File("fuzz.gguf");
        File.Copy(TestData.Require(name), path);
        byte[] header;
        using (GgufFile file = GgufFile.Open(path))
            header = File.ReadAllBytes(path)[..(int)file.HeaderLength];

        int refused = 0;
        Random random = new(name.Length);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. header];
            for (int hits = random.Next(1, 4); hits > 0; hits--)
                Overwrite(damaged, random);
            stream.Position = 0;
            stream.Write(damaged);
            Cost.ShouldBeBounded(() => refused += Exercise.Read(path) ? 0 : 1);
        }
        refused.ShouldBeGreaterThan(50);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Bytes with one to four faults.</summary>
    public static byte[] Damage(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (int hits = random.Next(1, 5); hits > 0 && bytes.Count > 16; hits--)
        {
            int at = random.Next(bytes.Count), length = random.Next(1, Math.Min(24, bytes.Count - at + 1));
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length), length));
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    byte[] array = [.. bytes];
                    Overwrite(array, random);
                    bytes = [.. array];
                    break;
            }
        }
        return [.. bytes];
    }

    static void Overwrite(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length - 8);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)s_nasty[random.Next(s_nasty.Length)]);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), s_nasty[random.Next(s_nasty.Length)]);
                break;
        }
    }
}
