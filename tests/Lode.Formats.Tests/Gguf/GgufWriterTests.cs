namespace Lode.Formats.Tests;

public sealed class GgufWriterTests : IDisposable
{
    readonly MemoryStream _bytes = new();

    [Fact]
    public void The_file_is_the_format_byte_for_byte()
    {
        using (GgufWriter writer = new(_bytes, alignment: 64))
        {
            writer.Add("general.name", "é");
            writer.Add("a.flag", true);
            writer.AddTensor("one", GgmlType.F32, 3, 5);
            writer.AddArray("a.floats", [1.5f, -2f]);
            writer.AddArray("a.texts", ["x", ""]);
            writer.AddTensor("two", GgmlType.Q4_0, 32, 2);
            writer.WriteTensor(new byte[60]);
            writer.WriteTensor(new byte[30]);
            writer.WriteTensor(new byte[6]);
            writer.Complete();
            writer.FileLength.ShouldBe(_bytes.Length);
        }

        _bytes.ToArray().ShouldBe(GgufBytes.Start(tensors: 2, keys: 5)
            .Key("general.alignment", GgufValueType.UInt32).U32(64)
            .Key("general.name", GgufValueType.String).Text("é")
            .Key("a.flag", GgufValueType.Bool).U8(1)
            .Key("a.floats", GgufValueType.Array).Array(GgufValueType.Float32, 2).F32(1.5f).F32(-2)
            .Key("a.texts", GgufValueType.Array).Array(GgufValueType.String, 2).Text("x").Text("")
            .Tensor("one", GgmlType.F32, 0, 3, 5)
            .Tensor("two", GgmlType.Q4_0, 64, 32, 2)
            .AlignTo(64).Zeros(60).AlignTo(64).Zeros(36).AlignTo(64).ToArray());
    }

    [Fact]
    public void Vocabularies_are_written_as_bytes()
    {
        using (GgufWriter writer = new(_bytes))
        {
            writer.AddArray("tokens", new ReadOnlyMemory<byte>[] { new([0xFF, 0x00]), default });
            writer.Complete();
        }

        _bytes.ToArray().ShouldBe(GgufBytes.OneKey("tokens", GgufValueType.Array).Array(GgufValueType.String, 2)
            .U64(2).U8(0xFF).U8(0).U64(0).ToArray());
    }

    [Fact]
    public void Misuse_is_refused()
    {
        using GgufWriter writer = new(_bytes);
        writer.Add("key", 1);
        writer.AddTensor("t", GgmlType.F32, 2);

        Misused(() => writer.Add("key", 2), "key 'key' was added before");
        Misused(() => writer.Add("general.alignment", 64u), "set by the constructor");
        Misused(() => writer.AddTensor("t", GgmlType.F32, 2), "tensor 't' was declared before");
        Misused(writer.Complete, "0 of its 8 bytes");
        Misused(() => writer.Add("late", 1), "before the first tensor's bytes");
        Misused(() => writer.AddTensor("late", GgmlType.F32, 2), "before the first tensor's bytes");
        Misused(() => writer.WriteTensor(new byte[9]), "8 of its 8 bytes left, but 9");
        writer.WriteTensor(new byte[5]);
        Misused(() => writer.WriteTensor(new byte[4]), "3 of its 8 bytes left, but 4");
        Misused(writer.Complete, "5 of its 8 bytes");
        writer.WriteTensor(new byte[3]);
        Misused(() => writer.WriteTensor(new byte[1]), "all 1 declared tensors are written");
        writer.Complete();
    }

    [Fact]
    public void Bad_arguments_leave_the_file_as_it_was()
    {
        using (GgufWriter writer = new(_bytes))
        {
            Should.Throw<ArgumentException>(() => writer.Add("", 1));
            Should.Throw<ArgumentException>(() => writer.Add(new string('k', 513), 1));
            Should.Throw<ArgumentException>(() => writer.Add("k\n", 1));
            Should.Throw<ArgumentException>(() => writer.Add("k", "\uD800"));
            Should.Throw<ArgumentException>(() => writer.AddArray("k", ["good", "\uD800"]));
            Should.Throw<NotSupportedException>(() => writer.AddArray<decimal>("k", [1m]));
            Should.Throw<ArgumentException>(() => writer.AddTensor("", GgmlType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor(new string('n', 129), GgmlType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("a\u001b[2J", GgmlType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", GgmlType.F32, -1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", GgmlType.F32));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", GgmlType.F32, 1, 1, 1, 1, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", GgmlType.F32, 4, 0));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", GgmlType.Q4_K, 128, 2));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", (GgmlType)4, 32));
            Should.Throw<OverflowException>(() => writer.AddTensor("t", GgmlType.F32, long.MaxValue, 2));
            writer.Complete();
        }

        _bytes.ToArray().ShouldBe(GgufBytes.Start().ToArray());
    }

    [Fact]
    public void Limits_of_readers_are_limits_of_the_writer()
    {
        using GgufWriter writer = new(_bytes);
        for (int i = 0; i < GgufLimits.Keys; i++)
            writer.Add($"key.{i}", (byte)1);
        Misused(() => writer.Add("one.more", 1), $"at most {GgufLimits.Keys} metadata keys");
        for (int i = 0; i < GgufLimits.Tensors; i++)
            writer.AddTensor($"t{i}", GgmlType.I8, 1);
        Misused(() => writer.AddTensor("one.more", GgmlType.I8, 1), $"at most {GgufLimits.Tensors} tensors");
    }

    [Fact]
    public void A_header_that_no_reader_takes_is_not_written()
    {
        using GgufWriter writer = new(_bytes);
        string text = new('x', 1 << 26);
        writer.Add("a", text);
        writer.Add("b", text);
        Misused(writer.Complete, "readers take at most");
        Misused(() => writer.WriteTensor([]), "readers take at most");
        _bytes.Length.ShouldBe(0);
    }

    [Fact]
    public void Tensors_that_no_file_can_hold_are_refused_one_by_one()
    {
        using GgufWriter writer = new(_bytes);
        writer.AddTensor("half", GgmlType.I8, 1L << 62);
        Should.Throw<OverflowException>(() => writer.AddTensor("other half", GgmlType.I8, 1L << 62));
        Should.Throw<OverflowException>(() => writer.AddTensor("other half", GgmlType.F32, 1L << 61));
        Should.Throw<OverflowException>(() => writer.AddTensor("other half", GgmlType.I8, (1L << 62) - 32));
        writer.AddTensor("other half", GgmlType.I8, 5);
        Misused(writer.Complete, "tensor 0 of 2");
    }

    [Fact]
    public void The_alignment_may_be_said_but_not_otherwise()
    {
        using GgufWriter writer = new(_bytes, alignment: 64, version: 2);
        Misused(() => writer.Add("general.alignment", 32u), "set by the constructor, to 64");
        Misused(() => writer.Add("general.alignment", "64"), "set by the constructor, to 64");
        Misused(() => writer.Add("general.alignment", 64L), "set by the constructor, to 64");
        writer.Add("first", (byte)1);
        writer.Add("general.alignment", 64u);
        Misused(() => writer.Add("general.alignment", 64u), "was added before");
        writer.Complete();
        _bytes.ToArray().ShouldBe(GgufBytes.Start(keys: 2, version: 2)
            .Key("first", GgufValueType.UInt8).U8(1).Key("general.alignment", GgufValueType.UInt32).U32(64).ToArray());
        Should.Throw<ArgumentOutOfRangeException>(() => new GgufWriter(_bytes, version: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new GgufWriter(_bytes, version: 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(48)]
    [InlineData(-32)]
    public void Alignments_are_powers_of_two_from_eight(int alignment) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new GgufWriter(_bytes, alignment));

    [Fact]
    public void The_destination_is_closed_unless_it_is_to_stay_open()
    {
        new GgufWriter(_bytes, leaveOpen: true).Dispose();
        _bytes.CanWrite.ShouldBeTrue();
        new GgufWriter(_bytes).Dispose();
        _bytes.CanWrite.ShouldBeFalse();
    }

    public void Dispose() => _bytes.Dispose();

    static void Misused(Action action, string message) => Should.Throw<InvalidOperationException>(action).Message.ShouldContain(message);
}
