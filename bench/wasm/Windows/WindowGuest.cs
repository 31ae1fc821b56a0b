using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Bench.Windows;

/// <summary>A guest that reads and writes its memory, and sums a word of each page of it.</summary>
static class WindowGuest
{
    public static byte[] Make(int pages)
    {
        byte[] load = [0, 0x20, 0, 0x28, 2, 0, 0x0b];
        byte[] store = [0, 0x20, 0, 0x20, 1, 0x36, 2, 0, 0x0b];
        // local 1: the sum; from the end downwards in steps of 4096
        byte[] sum =
        [
            1, 1, 0x7f, 0x03, 0x40, 0x20, 0, 0x41, 0x80, 0x20, 0x6b, 0x22, 0, 0x28, 2, 0, 0x20, 1, 0x6a, 0x21, 1, 0x20, 0, 0x0d, 0, 0x0b, 0x20, 1, 0x0b,
        ];
        return new BinaryBuilder().Bytes([0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0])
            .Section(1, new BinaryBuilder().Bytes([2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 0]))
            .Section(3, new BinaryBuilder().Bytes([3, 0, 1, 0]))
            .Section(5, new BinaryBuilder().Bytes([1, 0]).U32(pages))
            .Section(7, new BinaryBuilder().U32(4).Name("memory").Byte(2).U32(0)
                .Name("load").Byte(0).U32(0).Name("store").Byte(0).U32(1).Name("sum").Byte(0).U32(2))
            .Section(10, [load, store, sum], (to, body) => to.U32(body.Length).Bytes(body))
            .ToArray();
    }
}
