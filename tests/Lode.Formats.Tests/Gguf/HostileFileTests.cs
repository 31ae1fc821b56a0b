using System.Text;

namespace Lode.Formats.Tests;

/// <summary>
/// Files that are wrong on purpose: each ends in the one exception type, cheaply, with a message that says what is wrong.
/// </summary>
public sealed class HostileFileTests : IDisposable
{
    const GgufValueType Str = GgufValueType.String;
    readonly TempFolder _folder = new();

    /// <summary>Every file with the offset that the error names (-1: any), and with a part of its message.</summary>
    static readonly Dictionary<string, (byte[] Bytes, long Offset, string Message)> s_files = new()
    {
        // Other things than models.
        ["empty file"] = ([], 0, "found an empty file"),
        ["first two bytes"] = ("GG"u8.ToArray(), 0, "found a file of 2 bytes"),
        ["safetensors"] = (new GgufBytes().U64(40).Raw("{\"__metadata__\":{\"format\":\"pt\"}}"u8), 0, "a safetensors file"),
        ["zip"] = (new GgufBytes().Raw("PK\x3\x4"u8).Zeros(60), 0, "PyTorch"),
        ["pickle"] = (new GgufBytes().U8(0x80).U8(2).Zeros(60), 0, "pickle"),
        ["old ggml"] = (new GgufBytes().Raw("lmgg"u8).Zeros(60), 0, "old ggml"),
        ["old ggjt"] = (new GgufBytes().Raw("tjgg"u8).U32(3).Zeros(60), 0, "old ggml"),
        ["web page"] = ("\r\n<!DOCTYPE html><html><head>"u8.ToArray(), 0, "a web page"),
        ["web page without doctype"] = ("<HTML lang=en>"u8.ToArray(), 0, "a web page"),
        ["git lfs pointer"] = ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"u8.ToArray(), 0, "Git LFS pointer"),
        ["server error"] = ("{\"error\":\"not found\"}"u8.ToArray(), 0, "JSON text"),
        ["gzip"] = (new GgufBytes().U8(0x1F).U8(0x8B).Zeros(60), 0, "a compressed file"),
        ["zeros"] = (new byte[4096], 0, "found zeros"),
        ["other bytes"] = ("MZ\x90\x00\x03\x00\x00\x00"u8.ToArray(), 0, "the bytes 4D5AC290"),
        ["reversed magic"] = ("FUGG\0\0\0\x3"u8.ToArray(), 0, "big-endian"),

        // The fixed part.
        ["version 0"] = (GgufBytes.Start(version: 0), 4, "version 0"),
        ["version 1"] = (GgufBytes.Start(version: 1), 4, "version 1, whose lengths have 32 bits"),
        ["version 4"] = (GgufBytes.Start(version: 4), 4, "newer version of Lode"),
        ["big-endian"] = (GgufBytes.Start(version: 0x03000000), 4, "big-endian"),
        ["version noise"] = (GgufBytes.Start(version: 0x12345678), 4, "version 305419896"),
        ["only the magic"] = ("GGUF"u8.ToArray(), 4, "the version"),
        ["no counts"] = (new GgufBytes().Raw("GGUF"u8).U32(3), 8, "the number of tensors"),
        ["all tensors"] = (GgufBytes.Start(tensors: ulong.MaxValue), 8, "at most 65536 tensors"),
        ["negative tensors"] = (GgufBytes.Start(tensors: 1UL << 63), 8, "at most 65536 tensors"),
        ["more tensors than bytes"] = (GgufBytes.Start(tensors: 60000).Zeros(100), 8, "found 60000"),
        ["all keys"] = (GgufBytes.Start(keys: ulong.MaxValue), 16, "at most 8192 metadata keys"),
        ["more keys than bytes"] = (GgufBytes.Start(keys: 8000).Zeros(100), 16, "found 8000"),

        // Keys.
        ["empty key"] = (GgufBytes.OneKey("", GgufValueType.Bool).U8(1).Zeros(8), 24, "a length of 0"),
        ["key of half the address space"] = (GgufBytes.Start(keys: 1).U64(long.MaxValue).Zeros(64), 24, "1 to 512 bytes"),
        ["key of negative length"] = (GgufBytes.Start(keys: 1).U64(ulong.MaxValue - 3).Zeros(64), 24, "1 to 512 bytes"),
        ["key too long"] = (GgufBytes.OneKey(new string('k', 513), GgufValueType.Bool).U8(1), 24, "a length of 513"),
        ["key beyond the end"] = (GgufBytes.Start(keys: 1).U64(100).Zeros(50), 32, "50 bytes to the end of the file"),
        ["key not UTF-8"] = (GgufBytes.Start(keys: 1).U64(2).Raw([0xC3, 0x28]).U32(7).U8(1), 32, "C328"),
        ["key with an escape sequence"] = (GgufBytes.OneKey("a\e[2J", GgufValueType.Bool).U8(1), 32, "control characters"),
        ["duplicate key"] =
            (GgufBytes.Start(keys: 2).Key("k", GgufValueType.Bool).U8(1).Key("k", GgufValueType.Bool).U8(1), 38, "a second 'k'"),

        // Values.
        ["value type 13"] = (GgufBytes.OneKey("k", (GgufValueType)13).Zeros(64), 33, "found type 13"),
        ["value type of all ones"] = (GgufBytes.OneKey("k", (GgufValueType)uint.MaxValue).Zeros(64), 33, "type 4294967295"),
        ["Boolean 2"] = (GgufBytes.OneKey("k", GgufValueType.Bool).U8(2), 37, "0 or 1 in key 'k', found 2"),
        ["Boolean 255 in an array"] =
            (GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.Bool, 3).U8(0).U8(1).U8(255),
                51, "0 or 1 in key 'k', found 255"),
        ["number beyond the end"] = (GgufBytes.OneKey("k", GgufValueType.UInt64).U32(1), 37, "the value of 'k'"),
        ["string beyond the end"] = (GgufBytes.OneKey("k", Str).U64(65).Zeros(64), 45, "65 bytes of string 0 of 'k'"),
        ["string of negative length"] = (GgufBytes.OneKey("k", Str).U64(ulong.MaxValue).Zeros(64), 45, "18446744073709551615"),
        ["array of type 13"] = (GgufBytes.OneKey("k", GgufValueType.Array).Array((GgufValueType)13, 1).Zeros(64), 37, "type 13"),
        ["array beyond the end"] =
            (GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.Int32, 17).Zeros(64), 49, "68 bytes of the value of 'k'"),
        ["array whose bytes overflow"] =
            (GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.Int64, (1UL << 61) + 1).Zeros(64), 49, "the value of 'k'"),
        ["array of all bytes"] =
            (GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.UInt8, ulong.MaxValue).Zeros(64), 49, "the value of 'k'"),
        ["array of all strings"] =
            (GgufBytes.OneKey("k", GgufValueType.Array).Array(Str, ulong.MaxValue).Zeros(64), 113, "the length of string 8 of 'k'"),
        ["string in an array beyond the end"] =
            (GgufBytes.OneKey("k", GgufValueType.Array).Array(Str, 2).Text("a").U64(1UL << 40), 66, "string 1 of 'k'"),
        ["array of all arrays"] =
            (GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.Array, ulong.MaxValue).Zeros(120), 169, "of 'k'"),
        ["five arrays deep"] = (Nested(5), 85, "at most 4 arrays within each other"),
        ["a thousand arrays deep"] = (Nested(1000), 85, "at most 4 arrays within each other"),

        // Alignment.
        ["alignment 0"] = (Alignment(0), 53, "8 to 1073741824, found 0"),
        ["alignment 4"] = (Alignment(4), 53, "found 4"),
        ["alignment 48"] = (Alignment(48), 53, "a power of two, found 48"),
        ["alignment of 2 GiB"] = (Alignment(1u << 31), 53, "found 2147483648"),
        ["alignment as text"] = (GgufBytes.OneKey("general.alignment", Str).Text("32"), 53, "an integer"),
        ["alignment beyond the file"] =
            (GgufBytes.Start(tensors: 1, keys: 1).Key("general.alignment", GgufValueType.UInt32).U32(1 << 30)
                .Tensor("t", GgmlType.F32, 0, 1).AlignTo(32).Zeros(64),
                -1, "tensor 't': expected 4 bytes"),

        // The tensor directory.
        ["empty tensor name"] = (GgufBytes.OneTensor().Tensor("", GgmlType.F32, 0, 1).Zeros(64), 24, "a length of 0"),
        ["tensor name too long"] =
            (GgufBytes.OneTensor().Tensor(new string('n', 129), GgmlType.F32, 0, 1).Zeros(64), 24, "a tensor name of 1 to 128 bytes"),
        ["tensor name not UTF-8"] = (GgufBytes.OneTensor().U64(1).U8(0xFF).Zeros(64), 32, "a tensor name in UTF-8"),
        ["five dimensions"] = (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 0, 1, 1, 1, 1, 1).Zeros(64), 33, "at most 4 dimensions"),
        ["all dimensions"] = (GgufBytes.OneTensor().Text("t").U32(uint.MaxValue).Zeros(64), 33, "found 4294967295"),
        ["dimension 0"] = (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 0, 4, 0).Zeros(64), 45, "found 0"),
        ["negative dimension"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 0, ulong.MaxValue).Zeros(64), 37, "found 18446744073709551615"),
        ["dimensions that overflow"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 0, 1UL << 32, 1UL << 31).Zeros(64), 45, "tensor 't', found 2147483648"),
        ["dimensions that overflow to nothing"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 0, 1UL << 32, 1UL << 32).Zeros(64), 45, "tensor 't'"),
        ["bytes that overflow"] = (GgufBytes.OneTensor().Tensor("t", GgmlType.F64, 0, 1UL << 61).Zeros(64), 45, "fits 63 bits"),
        ["row not of whole blocks"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.Q4_K, 0, 128, 2).Zeros(512), 53, "a multiple of 256 elements"),
        ["withdrawn tensor type"] = (GgufBytes.OneTensor().Tensor("t", (GgmlType)31, 0, 32).Zeros(64), 45, "withdrawn"),
        ["newer tensor type"] = (GgufBytes.OneTensor().Tensor("t", (GgmlType)40, 0, 32).Zeros(64), 45, "type 40; the file may need"),
        ["tensor type of all ones"] = (GgufBytes.OneTensor().Tensor("t", (GgmlType)uint.MaxValue, 0, 32).Zeros(64), 45, "type 4294967295"),
        ["duplicate tensor"] =
            (GgufBytes.Start(tensors: 2).Tensor("t", GgmlType.F32, 0, 1).Tensor("t", GgmlType.F32, 32, 1).Zeros(100), 57, "a second 't'"),
        ["directory cut off"] = (GgufBytes.OneTensor().Text("tensor").U32(4).U64(1).U64(1), 58, "a dimension of 'tensor'"),

        // Where the tensors lie.
        ["misaligned tensor"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 4, 1).AlignTo(32).Zeros(64),
                -1, "tensor 't': expected an offset that is a multiple of 32, found 4"),
        ["offset past the end"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 1 << 20, 1).AlignTo(32).Zeros(64), -1, "4 bytes from byte 1048640"),
        ["offset of all ones"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, ulong.MaxValue - 31, 1).AlignTo(32).Zeros(64),
                49, "found 18446744073709551584"),
        ["offset that overflows with the data's start"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, long.MaxValue - 31, 1).AlignTo(32).Zeros(64),
                -1, "from byte 9223372036854775840"),
        ["tensor larger than the file"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 0, 1UL << 40).AlignTo(32).Zeros(64), -1, "4398046511104 bytes"),
        ["last byte missing"] =
            (GgufBytes.OneTensor().Tensor("t", GgmlType.F32, 0, 16).AlignTo(32).Zeros(63), -1, "a file that ends at byte 127"),
        ["no padding before the data"] = (GgufBytes.OneTensor().Tensor("t", GgmlType.I8, 0, 1), -1, "a file that ends at byte 57"),
        ["overlapping tensors"] =
            (GgufBytes.Start(tensors: 2).Tensor("a", GgmlType.F32, 0, 9).Tensor("b", GgmlType.F32, 32, 1).AlignTo(32).Zeros(64),
                -1, "where 'a' ends"),
        ["tensors in one place"] =
            (GgufBytes.Start(tensors: 2).Tensor("a", GgmlType.F32, 32, 1).Tensor("b", GgmlType.F32, 32, 1).AlignTo(32).Zeros(64),
                -1, "bytes of its own"),
        ["overlap against the order"] =
            (GgufBytes.Start(tensors: 3)
                .Tensor("a", GgmlType.F32, 64, 1).Tensor("b", GgmlType.F32, 0, 17).Tensor("c", GgmlType.F32, 96, 1).AlignTo(32).Zeros(128),
                -1, "tensor 'a': expected bytes of its own"),
    };

    public static TheoryData<string> Names() => [.. s_files.Keys];

    /// <summary>The bytes of a file, for other ways to read it.</summary>
    public static byte[] Bytes(string name) => s_files[name].Bytes;

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_with_a_clear_message(string name)
    {
        (byte[] bytes, long offset, string message) = s_files[name];
        string path = _folder.Write("hostile.gguf", bytes);

        ModelFormatException? error = null;
        Cost.ShouldBeBounded(() => error = Should.Throw<ModelFormatException>(() => GgufModel.Open(path).Dispose()));

        error!.File.ShouldBe(path);
        error.Message.ShouldStartWith($"{path}: ");
        error.Message.ShouldContain(": expected ");
        error.Message.ShouldContain(", found ");
        error.Message.ShouldContain("; ");
        error.Message.ShouldContain(message);
        if (offset >= 0)
            error.Offset.ShouldBe(offset);
    }

    [Fact]
    public void Number_at_least_forty() => s_files.Count.ShouldBeGreaterThanOrEqualTo(40);

    [Fact]
    public void Message_escapes_nothing_that_a_terminal_would_obey()
    {
        string path = _folder.Write("hostile.gguf", s_files["key with an escape sequence"].Bytes);

        string message = Should.Throw<ModelFormatException>(() => GgufFile.Open(path)).Message;

        Encoding.UTF8.GetBytes(message).ShouldAllBe(b => b >= 0x20);
    }

    public void Dispose() => _folder.Dispose();

    static byte[] Alignment(uint value) => GgufBytes.OneKey("general.alignment", GgufValueType.UInt32).U32(value).ToArray();

    /// <summary>An array that holds one array that holds one array, and so on, with no element in the innermost.</summary>
    static GgufBytes Nested(int depth)
    {
        GgufBytes bytes = GgufBytes.OneKey("k", GgufValueType.Array);
        for (int i = 1; i < depth; i++)
            bytes.Array(GgufValueType.Array, 1);
        return bytes.Array(GgufValueType.UInt8, 0);
    }
}
