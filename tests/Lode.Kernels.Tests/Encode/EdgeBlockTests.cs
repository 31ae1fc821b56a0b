using Lode.Kernels.Encode;

namespace Lode.Kernels.Tests.Encode;

/// <summary>Blocks at the edges of the rules (zeros of both signs, ties, scales that underflow or overflow) against the bytes of ggml's reference quantisers.</summary>
public sealed class EdgeBlockTests
{
    static float[] Values(string name) => [.. Enumerable.Range(0, 32).Select(i => name switch
    {
        "zeros" => 0f,
        "negative zeros" => -0f,
        "zeros, the first negative" => i == 0 ? -0f : 0f,
        "zeros, the first positive" => i == 0 ? 0f : -0f,
        "tie, positive first" => i == 0 ? 0 : i == 1 ? 8 : -8,
        "tie, negative first" => i == 0 ? 0 : i == 1 ? -8 : 8,
        "steps" => i - 16f,
        "halves" => i * 0.5f - 4,
        "ramp" => (float)(i * (double)i / 7),
        "positive with zero in the middle" => i < 10 ? 3 : i == 10 ? -0f : 2.5f,
        "denormal" => (float)(1e-42 * (i - 9)),
        "tiny" => (float)(1e-9 * (i - 9)),
        "large" => 1e5f * (i - 9),
        "eight million" => 9e6f * (i - 20),
        "constant" => 0.7f,
        _ => throw new ArgumentException(name),
    })];

    [Fact]
    public void Each_block_has_the_bytes_of_the_reference()
    {
        int blocks = 0;
        string name = "";
        foreach (string line in Expected.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' '))
            {
                name = line;
                continue;
            }
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            TensorFormat format = Enum.Parse<TensorFormat>(parts[0]);
            byte[] bytes = new byte[TensorFormats.BytesPerBlock(format)];
            RowEncoder.Encode(format, Values(name), bytes);
            Convert.ToHexStringLower(bytes).ShouldBe(parts[1], $"{format} of {name}");
            blocks++;
        }
        blocks.ShouldBe(75);
    }

    const string Expected = """
        zeros
            Q4_0 008088888888888888888888888888888888
            Q4_1 0000000000000000000000000000000000000000
            Q5_0 0080ffffffff00000000000000000000000000000000
            Q5_1 000000000000000000000000000000000000000000000000
            Q8_0 00000000000000000000000000000000000000000000000000000000000000000000
        negative zeros
            Q4_0 008088888888888888888888888888888888
            Q4_1 0000008000000000000000000000000000000000
            Q5_0 0080ffffffff00000000000000000000000000000000
            Q5_1 000000800000000000000000000000000000000000000000
            Q8_0 00000000000000000000000000000000000000000000000000000000000000000000
        zeros, the first negative
            Q4_0 008088888888888888888888888888888888
            Q4_1 0000008000000000000000000000000000000000
            Q5_0 0080ffffffff00000000000000000000000000000000
            Q5_1 000000800000000000000000000000000000000000000000
            Q8_0 00000000000000000000000000000000000000000000000000000000000000000000
        zeros, the first positive
            Q4_0 008088888888888888888888888888888888
            Q4_1 0000000000000000000000000000000000000000
            Q5_0 0080ffffffff00000000000000000000000000000000
            Q5_1 000000000000000000000000000000000000000000000000
            Q8_0 00000000000000000000000000000000000000000000000000000000000000000000
        tie, positive first
            Q4_0 00bcf8f0ffffffffffffffffffffffffffff
            Q4_1 443c00c8070f0000000000000000000000000000
            Q5_0 00b8fdfffffff0f0ffffffffffffffffffffffffffff
            Q5_1 213800c803000000000f0000000000000000000000000000
            Q8_0 082c007f818181818181818181818181818181818181818181818181818181818181
        tie, negative first
            Q4_0 003cf8f0ffffffffffffffffffffffffffff
            Q4_1 443c00c8f7f0ffffffffffffffffffffffffffff
            Q5_0 0038fdfffffff0f0ffffffffffffffffffffffffffff
            Q5_1 213800c8fdfffffff0f0ffffffffffffffffffffffffffff
            Q8_0 082c00817f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f
        steps
            Q4_0 0040809191a2a2b3b3c4c4d5d5e6e6f7f7f8
            Q4_1 224000cc80809191a2a2b3b3c4c4d5d5e6e6f7f7
            Q5_0 003c0000ffff00112233445566778899aabbccddeeff
            Q5_1 003c00cc0000ffff00112233445566778899aabbccddeeff
            Q8_0 083081899199a1a9b1b9c0c8d0d8e0e8f0f8000810182028303840474f575f676f77
        halves
            Q4_0 c0bd5b5a5a4a493939382828271717160606
            Q4_1 223c00c480809191a2a2b3b3c4c4d5d5e6e6f7f7
            Q5_0 c0b9ff010000a6a5948383726161504f3f3e2d1d1c0b
            Q5_1 003800c40000ffff00112233445566778899aabbccddeeff
            Q8_0 cc2dd4d9dfe4eaeff5fa00060b11161c21272c32373d42484d53585e63696e74797f
        ramp
            Q4_0 4acc68685858584848483737272717171606
            Q4_1 94480000405050606070818191a1b2b2c2d3e3f4
            Q5_0 4ac83f000000c0b0b0a090908f7f6f6f5e4e3e2d1d0c
            Q5_1 6e4400000000c0ff8090a0c0d1e101123243638495b5d6f7
            Q8_0 533c0000010102030506080b0d1013161a1e22262b30353a40464c535960686f777f
        positive with zero in the middle
            Q4_0 00b610101010101010101010181111111111
            Q4_1 66320080dfdfdfdfdfdfdfdfdfdfd0dddddddddd
            Q5_0 00b20004000030303030303030303030303333333333
            Q5_1 322e0080fffbffffafafafafafafafafafafa0aaaaaaaaaa
            Q8_0 0c267f7f7f7f7f7f7f7f7f7f006a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a
        denormal
            Q4_0 008000000000000000000000000000000000
            Q4_1 0000008000000000000000000000000000000000
            Q5_0 00800000000000000000000000000000000000000000
            Q5_1 000000800000000000000000000000000000000000000000
            Q8_0 00000000000000000000000000000000000000000000000000000000000000000000
        tiny
            Q4_0 00805b5b5b4a4a4939393828281717170606
            Q4_1 0000008080809191a2a2b3b3c4c4d5d5e6e6f7f7
            Q5_0 0080ff030000b7a695948473726151404f3f2e1d1c0c
            Q5_1 000000800000ffff00112233445566778899aabbccddeeff
            Q8_0 0000ccd2d8dde3e9eff4fa00060c11171d23282e343a40454b51575c62686e73797f
        large
            Q4_0 00fc5b5b5b4a4a4939393828281717170606
            Q4_1 007c00fc80809191a2a2b3b3c4c4d5d5e6e6f7f7
            Q5_0 00fcff030000b7a695948473726151404f3f2e1d1c0c
            Q5_1 007c00fc0000ffff00112233445566778899aabbccddeeff
            Q8_0 3b74ccd2d8dde3e9eff4fa00060c11171d23282e343a40454b51575c62686e73797f
        eight million
            Q4_0 007c6070718182829293a3a4a4b4b5c5c6c6
            Q4_1 007c00fc80809191a2a2b3b3c4c4d5d5e6e6f7f7
            Q5_0 007c0000f0ffd0e1e2f203142526364758696a7a8b9c
            Q5_1 007c00fc0000ffff00112233445566778899aabbccddeeff
            Q8_0 007c81878e949aa1a7adb4bac1c7cdd4dae0e7edf3fa00060d131920262c33393f46
        constant
            Q4_0 9aad00000000000000000000000000000000
            Q4_1 00009a3900000000000000000000000000000000
            Q5_0 9aa90000000000000000000000000000000000000000
            Q5_1 00009a390000000000000000000000000000000000000000
            Q8_0 a51d7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f
        """;
}
