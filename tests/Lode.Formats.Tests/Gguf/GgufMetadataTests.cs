using System.Text;

namespace Lode.Formats.Tests;

public sealed class GgufMetadataTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly GgufFile _file;

    public GgufMetadataTests() => _file = GgufFile.Open(_folder.Write("sample.gguf", GgufBytes.Sample()));

    GgufMetadata Metadata => _file.Metadata;

    [Fact]
    public void Keys_come_in_the_order_of_the_file() => Metadata.Keys.ShouldBe(
        ["general.architecture", "general.alignment", "a.flag", "a.number", "a.strings", "a.floats", "a.flags", "a.nested", "a.big"]);

    [Fact]
    public void Scalars_are_read_by_kind()
    {
        Metadata.GetString("general.architecture").ShouldBe("sample");
        Metadata.FindString("general.name").ShouldBeNull();
        Metadata.GetInteger("general.alignment", 0, 1000).ShouldBe(64);
        Metadata.GetInteger("missing", fallback: -7, 0, 1000).ShouldBe(-7);
        Metadata.GetNumber("a.number", 0, 1).ShouldBe(0.5);
        Metadata.GetNumber("general.alignment", 0, 64).ShouldBe(64);
        Metadata.GetNumber("missing", fallback: 2.5, 0, 1).ShouldBe(2.5);
        Metadata.GetBoolean("a.flag", fallback: false).ShouldBeTrue();
        Metadata.GetBoolean("missing", fallback: true).ShouldBeTrue();
        Metadata.TryGet("missing", out _).ShouldBeFalse();
        Metadata.TryGetArray("missing", out _).ShouldBeFalse();
    }

    [Fact]
    public void Arrays_are_read_without_an_object_per_element()
    {
        List<string> strings = [];
        foreach (ReadOnlySpan<byte> utf8 in Metadata.GetArray("a.strings").EnumerateStrings())
            strings.Add(Encoding.UTF8.GetString(utf8));
        strings.ShouldBe(["x", "", "héllo"]);

        Metadata.TryGetArray("a.floats", out GgufArray floats).ShouldBeTrue();
        floats.ElementType.ShouldBe(GgufValueType.Float32);
        float[] copy = new float[2];
        floats.CopyTo(copy);
        copy.ShouldBe([1.5f, -2f]);
        floats.GetFloat(1).ShouldBe(-2f);
        Metadata.GetArray("a.flags").GetBoolean(1).ShouldBeFalse();
        Metadata.GetArray("a.flags").GetBoolean(2).ShouldBeTrue();
    }

    [Fact]
    public void Nested_arrays_are_entered()
    {
        List<GgufArray> inner = [];
        foreach (GgufArray array in Metadata.GetArray("a.nested").EnumerateArrays())
            inner.Add(array);

        inner.Count.ShouldBe(2);
        int[] bytes = new int[2];
        inner[0].CopyTo(bytes);
        bytes.ShouldBe([-1, 2]);
        GgufStringEnumerator strings = inner[1].EnumerateStrings();
        strings.MoveNext().ShouldBeTrue();
        strings.Current.SequenceEqual("in"u8).ShouldBeTrue();
        strings.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void Errors_name_the_key_and_both_types()
    {
        Message(() => Metadata.GetString("a.flag")).ShouldContain("key 'a.flag': expected a string, found a value of type Bool");
        Message(() => Metadata.GetString("missing")).ShouldContain("key 'missing': expected a string, found no such key");
        Message(() => Metadata.GetInteger("a.number", 0, 9)).ShouldContain("expected an integer, found a value of type Float64");
        Message(() => Metadata.GetInteger("general.alignment", 65, 99)).ShouldContain("alignment': expected 65 to 99, found 64");
        Message(() => Metadata.GetInteger("a.big", 0, 9)).ShouldContain("18446744073709551615");
        Message(() => Metadata.GetNumber("a.flag", 0, 9)).ShouldContain("a number");
        Message(() => Metadata.GetNumber("a.number", 0.75, 9)).ShouldContain("found 0.5");
        Message(() => Metadata.GetBoolean("a.number", false)).ShouldContain("a Boolean");
        Message(() => Metadata.GetArray("a.flag")).ShouldContain("an array");
        Message(() => Metadata.GetArray("a.flags").EnumerateStrings()).ShouldContain("an array of strings, found an array of Bool");
        Message(() => Metadata.GetArray("a.strings").EnumerateArrays()).ShouldContain("an array of arrays");
        Message(() => Metadata.GetArray("a.strings").GetFloat(0)).ShouldContain("an array of numbers");
        Message(() => Metadata.GetArray("a.floats").GetInteger(0)).ShouldContain("an array of integers");
        Message(() => Metadata.GetArray("a.floats").GetBoolean(0)).ShouldContain("an array of Booleans");
    }

    [Fact]
    public void Numbers_out_of_range_name_their_element()
    {
        string path = _folder.Write("range.gguf",
            GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.UInt64, 2).U64(1).U64(1UL << 63).ToArray());
        using GgufFile file = GgufFile.Open(path);
        GgufArray array = file.Metadata.GetArray("k");

        Message(() => array.GetInteger(1)).ShouldContain(
            "key 'k', element 1: expected an integer of at most 9223372036854775807, found 9223372036854775808");
        array.GetFloat(1).ShouldBe(9.223372e18f);
    }

    [Fact]
    public void A_number_that_is_none_is_out_of_every_range()
    {
        string path = _folder.Write("nan.gguf", GgufBytes.OneKey("k", GgufValueType.Float32).F32(float.NaN).ToArray());
        using GgufFile file = GgufFile.Open(path);

        Message(() => file.Metadata.GetNumber("k", double.MinValue, double.MaxValue)).ShouldContain("found NaN");
    }

    [Fact]
    public void Text_is_checked_when_it_becomes_a_string()
    {
        string path = _folder.Write("text.gguf", GgufBytes.OneKey("k", GgufValueType.String).U64(1).U8(0xFF).ToArray());
        using GgufFile file = GgufFile.Open(path);

        Message(() => file.Metadata.GetString("k")).ShouldContain("key 'k': expected text in UTF-8");
        file.Metadata.TryGet("k", out GgufValue value).ShouldBeTrue();
        value.AsUtf8().ToArray().ShouldBe([0xFF]);
    }

    [Fact]
    public void Indexes_and_destinations_are_checked()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Metadata.GetArray("a.floats").GetFloat(2));
        Should.Throw<ArgumentOutOfRangeException>(() => Metadata.GetArray("a.floats").GetFloat(-1));
        Should.Throw<ArgumentException>(() => Metadata.GetArray("a.floats").CopyTo(new float[1]));
    }

    [Fact]
    public void Values_are_out_of_reach_once_the_file_is_closed()
    {
        Metadata.TryGet("general.architecture", out GgufValue value).ShouldBeTrue();
        GgufArray array = Metadata.GetArray("a.floats");
        _file.Dispose();

        Should.Throw<ObjectDisposedException>(() => value.AsString());
        Should.Throw<ObjectDisposedException>(() => array.GetFloat(0));
        Should.Throw<ObjectDisposedException>(() => Metadata.GetArray("a.strings"));
    }

    [Fact]
    public void An_array_that_is_overwritten_under_its_reader_is_an_error()
    {
        string path = _file.File.Path;
        GgufStringEnumerator strings = Metadata.GetArray("a.strings").EnumerateStrings();
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf("a.strings"u8) + "a.strings".Length + 4 + 12;
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Position = at;
            stream.Write([255, 255, 255, 255, 255, 255, 255, 127]);
        }

        ModelFormatException? error = null;
        try
        {
            strings.MoveNext();
        }
        catch (ModelFormatException e)
        {
            error = e;
        }
        error.ShouldNotBeNull().Message.ShouldContain("do not change a file in use");
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    static string Message(Action action) => Should.Throw<ModelFormatException>(action).Message;
}
