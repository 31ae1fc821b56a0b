using System.Buffers.Binary;

namespace Lode.Formats.Tests;

/// <summary>Random damage to headers ends in success or in the one exception type, within the bounds of <see cref="Cost"/>.</summary>
public sealed class SafetensorsFuzzTests : IDisposable
{
    static readonly string[] s_tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "0", "-1", "1e9", "9223372036854775807", "18446744073709551616", "null",
        "true", " ", "\n", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\":{},", "\"F32\"", "[0,4]", "[]", "\0", "\u00e9",
    ];

    readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_survives_random_damage(int seed)
    {
        byte[] sample = SafetensorsBytes.Sample();
        int refused = 0;
        Random random = new(seed);
        for (int i = 0; i < 1500; i++)
        {
            string path = _folder.Write("fuzz.safetensors", Damage(sample, random));
            Cost.ShouldBeBounded(() => refused += SafetensorsExercise.Read(path) ? 0 : 1);
        }
        refused.ShouldBeInRange(1000, 1499, "the damage should matter often, but not always");
    }

    public void Dispose() => _folder.Dispose();

    static byte[] Damage(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (int hits = random.Next(1, 4); hits > 0; hits--)
        {
            int at = random.Next(8, bytes.Count), length = random.Next(1, Math.Min(12, bytes.Count - at + 1));
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(8, bytes.Count - length), length));
                    break;
                case 2:
                    bytes.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)]));
                    break;
                case 3:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    (bytes[at], bytes[^1]) = ((byte)random.Next('0', '9' + 1), bytes[at]);
                    break;
            }
        }
        byte[] damaged = [.. bytes];
        // Half of the damage shifts the header's end; a length that follows it gets further.
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(damaged, BinaryPrimitives.ReadInt64LittleEndian(damaged) + damaged.Length - good.Length);
        return damaged;
    }
}
