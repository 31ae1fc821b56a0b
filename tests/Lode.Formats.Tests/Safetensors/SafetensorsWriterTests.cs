using System.Text;

namespace Lode.Formats.Tests;

public sealed class SafetensorsWriterTests : IDisposable
{
    readonly MemoryStream _bytes = new();

    /// <summary>What huggingface/safetensors writes for the same calls, as the tests in its tensor.rs have it.</summary>
    [Fact]
    public void The_file_is_what_the_formats_own_library_writes()
    {
        using (SafetensorsWriter writer = new(_bytes))
        {
            writer.AddTensor("attn0", SafetensorsType.F32, 1, 1, 2, 3);
            writer.WriteTensor(new byte[24]);
            writer.Complete();
        }
        _bytes.ToArray().ShouldBe(
        [
            72, 0, 0, 0, 0, 0, 0, 0, .. "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}       "u8, .. new byte[24],
        ]);
    }

    [Fact]
    public void Metadata_alone_is_what_the_formats_own_library_writes()
    {
        using (SafetensorsWriter writer = new(_bytes))
        {
            writer.AddMetadata("framework", "pt");
            writer.Complete();
        }
        _bytes.ToArray().ShouldBe([40, 0, 0, 0, 0, 0, 0, 0, .. "{\"__metadata__\":{\"framework\":\"pt\"}}     "u8]);
    }

    [Fact]
    public void Nothing_is_an_empty_object()
    {
        using (SafetensorsWriter writer = new(_bytes))
            writer.Complete();
        _bytes.ToArray().ShouldBe([8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8]);
    }

    [Fact]
    public void Text_is_escaped_only_where_it_must_be()
    {
        using (SafetensorsWriter writer = new(_bytes))
        {
            writer.AddMetadata("k\"\\\u0001\u007f", "\b\f\n\r\t/é😀<>&'\u2028");
            writer.Complete();
        }
        Encoding.UTF8.GetString(_bytes.ToArray().AsSpan(8)).TrimEnd().ShouldBe(
            "{\"__metadata__\":{\"k\\\"\\\\\\u0001\u007f\":\"\\b\\f\\n\\r\\t/é😀<>&'\u2028\"}}");
    }

    [Fact]
    public void Misuse_is_refused()
    {
        using SafetensorsWriter writer = new(_bytes);
        writer.AddMetadata("key", "1");
        writer.AddTensor("t", SafetensorsType.F32, 2);
        writer.AddTensor("none", SafetensorsType.F32, 0, 7);
        Misused(() => writer.AddMetadata("key", "2"), "metadata 'key' was added before");
        Misused(() => writer.AddTensor("t", SafetensorsType.F32, 2), "tensor 't' was declared before");
        Misused(writer.Complete, "0 of its 8 bytes");
        Misused(() => writer.AddMetadata("late", ""), "before the first tensor's bytes");
        Misused(() => writer.AddTensor("late", SafetensorsType.F32, 2), "before the first tensor's bytes");
        Misused(() => writer.WriteTensor(new byte[9]), "8 of its 8 bytes left, but 9");
        writer.WriteTensor(new byte[5]);
        writer.WriteTensor([]);
        Misused(() => writer.WriteTensor(new byte[4]), "3 of its 8 bytes left, but 4");
        Misused(writer.Complete, "5 of its 8 bytes");
        writer.WriteTensor(new byte[3]);
        Misused(() => writer.WriteTensor(new byte[1]), "all 2 declared tensors are written");
        writer.Complete();
        writer.Complete();
    }

    [Fact]
    public void Bad_arguments_leave_the_file_as_it_was()
    {
        using (SafetensorsWriter writer = new(_bytes))
        {
            Should.Throw<ArgumentException>(() => writer.AddMetadata(new string('k', 257), ""));
            Should.Throw<ArgumentException>(() => writer.AddMetadata("k", "\uD800"));
            Should.Throw<InvalidOperationException>(() => writer.AddMetadata("k", new string('v', 9_000_000)));
            Should.Throw<ArgumentException>(() => writer.AddTensor("", SafetensorsType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("a\n", SafetensorsType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("\uDC00", SafetensorsType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor(new string('n', 257), SafetensorsType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("__metadata__", SafetensorsType.F32, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", SafetensorsType.F32, new long[17]));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", SafetensorsType.F32, -1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", (SafetensorsType)99, 1));
            Should.Throw<ArgumentException>(() => writer.AddTensor("t", SafetensorsType.F4, 3));
            Should.Throw<OverflowException>(() => writer.AddTensor("t", SafetensorsType.F32, long.MaxValue, 2));
            Should.Throw<OverflowException>(() => writer.AddTensor("t", SafetensorsType.F32, long.MaxValue));
            Should.Throw<OverflowException>(() => writer.AddTensor("t", SafetensorsType.U8, long.MaxValue));
            writer.Complete();
        }
        _bytes.ToArray().ShouldBe([8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8]);
    }

    [Fact]
    public void A_file_has_no_more_tensors_than_a_reader_takes()
    {
        using SafetensorsWriter writer = new(_bytes);
        for (int i = 0; i < SafetensorsLimits.Tensors; i++)
            writer.AddTensor($"t{i}", SafetensorsType.U8, 0);
        Misused(() => writer.AddTensor("one more", SafetensorsType.U8, 0), "at most 131072 tensors");
        writer.Complete();
        _bytes.Position = 0;
        new SafetensorsReader(_bytes, "written").Tensors.Count.ShouldBe(SafetensorsLimits.Tensors);
    }

    [Fact]
    public void A_given_header_is_checked_and_closed()
    {
        Should.Throw<ModelFormatException>(() => SafetensorsWriter.WithHeader(_bytes, "{\"t\":{}}"u8)).File.ShouldBe("the given header");
        using SafetensorsWriter writer = SafetensorsWriter.WithHeader(_bytes, "{ } "u8);
        Misused(() => writer.AddTensor("t", SafetensorsType.U8, 1), "before the first tensor's bytes");
        writer.Complete();
        _bytes.ToArray().ShouldBe([4, 0, 0, 0, 0, 0, 0, 0, .. "{ } "u8]);
    }

    [Fact]
    public void The_destination_is_closed_unless_it_is_to_stay_open()
    {
        new SafetensorsWriter(_bytes, leaveOpen: true).Dispose();
        _bytes.CanWrite.ShouldBeTrue();
        new SafetensorsWriter(_bytes).Dispose();
        _bytes.CanWrite.ShouldBeFalse();
    }

    public void Dispose() => _bytes.Dispose();

    static void Misused(Action action, string message) => Should.Throw<InvalidOperationException>(action).Message.ShouldContain(message);
}
