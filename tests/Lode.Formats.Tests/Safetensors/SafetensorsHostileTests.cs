namespace Lode.Formats.Tests;

/// <summary>Files that were made to hurt. The names say the attack; every one ends in the one exception type, at the byte that is wrong.</summary>
public sealed class SafetensorsHostileTests : IDisposable
{
    const string Good = "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]";
    readonly TempFolder _folder = new();

    public static TheoryData<string, byte[], long, string> Files()
    {
        TheoryData<string, byte[], long, string> files = [];
        // The length of the header.
        files.Add("an empty file", [], 0, "an empty file");
        files.Add("less than a length", [2, 0, 0, 0, 0, 0, 0], 0, "a file of 7 bytes");
        files.Add("a length and no header", SafetensorsBytes.File(2, [], 0), 0, "a file of 8 bytes");
        files.Add("a header of no bytes", SafetensorsBytes.File(0, "{}"u8, 0), 0, "a length of 0");
        files.Add("a header of one byte", SafetensorsBytes.File(1, "{"u8, 0), 0, "a length of 1");
        files.Add("a header longer than the file", SafetensorsBytes.File(3, "{}"u8, 0), 0, "");
        files.Add("a header of 100 MB that is not there", SafetensorsBytes.File(100_000_000, "{}"u8, 0), 0, "");
        files.Add("a header above the limit", SafetensorsBytes.File(100_000_001, "{}"u8, 0), 0, "a length of 100000001");
        files.Add("a length that is negative as a signed number", SafetensorsBytes.File(ulong.MaxValue, "{}"u8, 0), 0, "a length of 18446744073709551615");
        files.Add("a length that wraps when 8 is added", SafetensorsBytes.File(ulong.MaxValue - 7, "{}"u8, 0), 0, "a length of");
        files.Add("a length of 2^63", SafetensorsBytes.File(1UL << 63, "{}"u8, 0), 0, "a length of");
        // What the header is.
        files.Add("a header that starts with a blank", SafetensorsBytes.File(" {}"), 8, "the byte 0x20");
        files.Add("a header that is an array", SafetensorsBytes.File("[]"), 8, "the byte 0x5B");
        files.Add("a byte order mark", SafetensorsBytes.File("\uFEFF{}"), 8, "the byte 0xEF");
        files.Add("an object that does not end", SafetensorsBytes.File("{"u8.ToArray().Append((byte)' ').ToArray()), 10, "");
        files.Add("two objects", SafetensorsBytes.File("{}{}"), 10, "'{' is invalid after a single JSON value");
        files.Add("zeros as padding", SafetensorsBytes.File("{}\0\0"), 10, "'0x00' is invalid");
        files.Add("a comment", SafetensorsBytes.File("{/**/}"), 9, "'/' is invalid");
        files.Add("a comma at the end", SafetensorsBytes.File($"{{\"t\":{{{Good}}},}}", 4), -1, "comma");
        files.Add("single quotes", SafetensorsBytes.File("{'t':1}"), 9, "'''");
        files.Add("bytes that are not UTF-8", SafetensorsBytes.File([.. "{\"t"u8, 0xFF, .. "\":{}}"u8]), 11, "a byte that is not");
        files.Add("an overlong encoding", SafetensorsBytes.File([.. "{\""u8, 0xC0, 0xAF, .. "\":{}}"u8]), 10, "a byte that is not");
        files.Add("a surrogate in UTF-8", SafetensorsBytes.File([.. "{\""u8, 0xED, 0xA0, 0x80, .. "\":{}}"u8]), 10, "a byte that is not");
        files.Add("objects in objects without end", SafetensorsBytes.File(string.Concat(Enumerable.Repeat("{\"a\":", 5000))), 13 + 1, "");
        files.Add("arrays in a shape without end", SafetensorsBytes.One($"\"shape\":{new string('[', 100_000)}"), -1, "an array");
        // Names.
        files.Add("a name that is empty", SafetensorsBytes.File($"{{\"\":{{{Good}}}}}", 4), 9, "an empty one");
        files.Add("a name with an escaped zero", SafetensorsBytes.File($"{{\"a\\u0000\":{{{Good}}}}}", 4), 9, "a control character");
        files.Add("a name that clears the terminal", SafetensorsBytes.File($"{{\"\\u001b[2J\":{{{Good}}}}}", 4), 9, "a control character");
        files.Add("a name with half a surrogate pair", SafetensorsBytes.File($"{{\"\\ud800\":{{{Good}}}}}", 4), 9, "half of a surrogate pair");
        files.Add("a name that is too long", SafetensorsBytes.File($"{{\"{new string('n', 257)}\":{{{Good}}}}}", 4), 9, "257");
        files.Add("a name of a megabyte", SafetensorsBytes.File($"{{\"{new string('n', 1 << 20)}\":{{{Good}}}}}", 4), 9, "1048576");
        files.Add("a tensor twice", SafetensorsBytes.File($"{{\"t\":{{{Good}}},\"t\":{{{Good}}}}}", 4), -1, "a second 't'");
        files.Add("a tensor twice, once with an escape", SafetensorsBytes.File($"{{\"t\":{{{Good}}},\"\\u0074\":{{{Good}}}}}", 4), -1, "a second 't'");
        files.Add("metadata twice", SafetensorsBytes.File("{\"__metadata__\":{},\"__metadata__\":{}}"), 27, "a second '__metadata__'");
        files.Add("a metadata key twice", SafetensorsBytes.File("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}"), 33, "a second 'a'");
        files.Add("metadata that is a number", SafetensorsBytes.File("{\"__metadata__\":1}"), 24, "1");
        files.Add("metadata that is null", SafetensorsBytes.File("{\"__metadata__\":null}"), 24, "null");
        files.Add("metadata that has a number", SafetensorsBytes.File("{\"__metadata__\":{\"a\":1}}"), 29, "1");
        files.Add("metadata within metadata", SafetensorsBytes.File("{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}"), 29, "an object");
        files.Add("metadata that is too long", SafetensorsBytes.File($"{{\"__metadata__\":{{\"a\":\"{new string('x', 5_000_000)}\",\"b\":\"{new string('x', 5_000_000)}\",\"c\":\"\"}}}}"), -1, "of metadata");
        files.Add("metadata of one string that is too long", SafetensorsBytes.File($"{{\"__metadata__\":{{\"a\":\"{new string('x', 9_000_000)}\"}}}}"), 29, "9000000");
        // Properties of a tensor.
        files.Add("a tensor that is a string", SafetensorsBytes.File("{\"t\":\"F32\"}"), 13, "F32");
        files.Add("a tensor that is an array", SafetensorsBytes.File("{\"t\":[]}"), 13, "an array");
        files.Add("a tensor without properties", SafetensorsBytes.One(""), -1, "no dtype");
        files.Add("a tensor without a type", SafetensorsBytes.One("\"shape\":[1],\"data_offsets\":[0,4]"), -1, "no dtype");
        files.Add("a tensor without a shape", SafetensorsBytes.One("\"dtype\":\"F32\",\"data_offsets\":[0,4]"), -1, "no shape");
        files.Add("a tensor without offsets", SafetensorsBytes.One("\"dtype\":\"F32\",\"shape\":[1]"), -1, "no data_offsets");
        files.Add("a type twice", SafetensorsBytes.One($"{Good},\"dtype\":\"I32\""), -1, "a second of the same name");
        files.Add("a shape twice", SafetensorsBytes.One($"{Good},\"shape\":[1]"), -1, "a second of the same name");
        files.Add("offsets twice", SafetensorsBytes.One($"{Good},\"data_offsets\":[0,4]"), -1, "a second of the same name");
        files.Add("an unknown property", SafetensorsBytes.One($"{Good},\"strides\":[1]"), -1, "strides");
        files.Add("an unknown type", SafetensorsBytes.One("\"dtype\":\"Q4_0\",\"shape\":[1],\"data_offsets\":[0,4]"), 22, "'Q4_0'");
        files.Add("a type in small letters", SafetensorsBytes.One("\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]"), 22, "'f32'");
        files.Add("a type by its number", SafetensorsBytes.One("\"dtype\":\"17\",\"shape\":[1],\"data_offsets\":[0,4]"), 22, "'17'");
        files.Add("a property with half a surrogate pair", SafetensorsBytes.One($"\"\\ud800\":1,{Good}"), 14, "half of a surrogate pair");
        files.Add("a type that is null", SafetensorsBytes.One("\"dtype\":null,\"shape\":[1],\"data_offsets\":[0,4]"), 22, "null");
        files.Add("a type with half a surrogate pair", SafetensorsBytes.One("\"dtype\":\"\\udfff\",\"shape\":[1],\"data_offsets\":[0,4]"), 22, "half of a surrogate pair");
        // Shapes.
        files.Add("a negative extent", Shape("[-1]"), 37, "-1");
        files.Add("an extent of minus zero", Shape("[-0]"), 37, "-0");
        files.Add("an extent with a fraction", Shape("[1.0]"), 37, "1.0");
        files.Add("an extent with an exponent", Shape("[1e0]"), 37, "1e0");
        files.Add("an extent in quotes", Shape("[\"1\"]"), 37, "1");
        files.Add("an extent of 2^63", Shape("[9223372036854775808]"), 37, "9223372036854775808");
        files.Add("an extent of a thousand digits", Shape($"[{new string('9', 1000)}]"), 37, "999");
        files.Add("a shape that overflows to the right size", Shape("[4611686018427387905,4]"), 36, "[4611686018427387905, 4]");
        files.Add("a shape that overflows to nothing", Shape("[4294967296,4294967296]", "[0,0]"), 36, "[4294967296, 4294967296]");
        files.Add("bytes that overflow", Shape("[4611686018427387905]"), 22, "4611686018427387905 elements of F32");
        files.Add("more dimensions than there may be", Shape($"[{string.Join(',', Enumerable.Repeat(1, 17))}]"), -1, "one more");
        files.Add("a shape that is a number", Shape("1"), 36, "1");
        files.Add("a shape that is larger than the offsets say", Shape("[2]"), 55, "4 between its offsets");
        files.Add("a shape of none with bytes", Shape("[0]"), 55, "4 between its offsets");
        files.Add("elements that do not end with a byte", SafetensorsBytes.One("\"dtype\":\"F4\",\"shape\":[7],\"data_offsets\":[0,4]"), 22, "7 elements of F4");
        // Offsets.
        files.Add("one offset", Offsets("[0]"), 57, "its end");
        files.Add("three offsets", Offsets("[0,4,8]"), 60, "8");
        files.Add("no array of offsets", Offsets("4"), 55, "4");
        files.Add("offsets that descend", Offsets("[4,0]"), 55, "[4,0]");
        files.Add("an offset below zero", Offsets("[-4,0]"), 56, "-4");
        files.Add("offsets whose difference wraps", Offsets("[9223372036854775807,3]"), 55, "[9223372036854775807,3]");
        files.Add("an end that wraps with the header", Offsets("[9223372036854775803,9223372036854775807]"), 55, "9223372036854775807");
        files.Add("an offset of 2^64", Offsets("[0,18446744073709551616]"), 58, "18446744073709551616");
        files.Add("a hole at the start", SafetensorsBytes.File($"{{{SafetensorsBytes.Entry("t", "U8", "[3]", "[1,4]")}}}", 4), -1, "a hole up to byte 1");
        files.Add("a hole in the middle", Two("[0,4]", "[5,9]", 9), -1, "a hole up to byte 5");
        files.Add("an overlap by a byte", Two("[0,4]", "[3,7]", 7), -1, "an overlap from byte 3");
        files.Add("two tensors with the same bytes", Two("[0,4]", "[0,4]", 4), -1, "an overlap from byte 0");
        files.Add("an empty tensor inside another", SafetensorsBytes.File($"{{{SafetensorsBytes.Entry("a", "U8", "[4]", "[0,4]")},{SafetensorsBytes.Entry("b", "U8", "[0]", "[2,2]")}}}", 4), -1, "an overlap from byte 2");
        files.Add("an empty tensor behind the end", SafetensorsBytes.File($"{{{SafetensorsBytes.Entry("a", "U8", "[4]", "[0,4]")},{SafetensorsBytes.Entry("b", "U8", "[0]", "[9,9]")}}}", 4), -1, "a hole up to byte 9");
        files.Add("data that is missing", Two("[0,4]", "[4,8]", 7), -1, "");
        files.Add("data behind the last tensor", Two("[0,4]", "[4,8]", 9), -1, "");
        files.Add("data without a tensor", SafetensorsBytes.File("{}", 1), 10, "");
        files.Add("a tensor of an exabyte", SafetensorsBytes.File($"{{{SafetensorsBytes.Entry("t", "U8", "[1152921504606846976]", "[0,1152921504606846976]")}}}", 4), -1, "");
        return files;
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void It_is_refused(string attack, byte[] bytes, long offset, string found)
    {
        string path = _folder.Write("hostile.safetensors", bytes);
        ModelFormatException error = SafetensorsExercise.Refused(path);
        error.Message.ShouldContain(found, Case.Sensitive, attack);
        error.Message.Length.ShouldBeLessThan(1500, attack);
        if (offset >= 0)
            error.Offset.ShouldBe(offset, $"{attack}: {error.Message}");
        else
            error.Offset.ShouldBeGreaterThan(0, attack);
    }

    [Fact]
    public void There_are_at_least_forty_of_them() => Files().Count.ShouldBeGreaterThan(60);

    [Fact]
    public void Other_files_are_called_by_their_name()
    {
        Refused("GGUF\x3\0\0\0\0\0\0\0"u8).ShouldContain("found a GGUF file; name it with the ending .gguf");
        Refused("PK\x3\x4 and so on"u8).ShouldContain("found a zip archive, as PyTorch checkpoints are");
        Refused([0x80, 2, .. "}q\0X\x4\0\0\0name"u8]).ShouldContain("found a Python pickle");
        Refused("version https://git-lfs.github.com/spec/v1"u8).ShouldContain("run 'git lfs pull'");
        Refused("<!DOCTYPE html><html>"u8).ShouldContain("found a web page");
        Refused("{\"error\":\"Entry not found\"}"u8).ShouldContain("found JSON text");
        Refused(new byte[100]).ShouldContain("found zeros");
    }

    public void Dispose() => _folder.Dispose();

    string Refused(ReadOnlySpan<byte> bytes) => SafetensorsExercise.Refused(_folder.Write("other", bytes.ToArray())).Message;

    static byte[] Shape(string shape, string offsets = "[0,4]") => SafetensorsBytes.One($"\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":{offsets}");

    static byte[] Offsets(string offsets) => SafetensorsBytes.One($"\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":{offsets}");

    static byte[] Two(string first, string second, int data) => SafetensorsBytes.File(
        $"{{{SafetensorsBytes.Entry("a", "F32", "[1]", first)},{SafetensorsBytes.Entry("b", "F32", "[1]", second)}}}", data);
}
