using Lode.Memory;
using Lode.Tests;

namespace Lode.Formats.Tests;

/// <summary>A file that comes in a stream is the file that is mapped: the same tensors, and the same errors.</summary>
public sealed class StreamedGgufTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sample", 1)]
    [InlineData("sample", 7)]
    [InlineData("sample", int.MaxValue)]
    [InlineData("models/stories260K.gguf", 5000)]
    [InlineData("models/stories260K.gguf", int.MaxValue)]
    [InlineData("mini/mini-llama3-f32.gguf", 70000)]
    [InlineData("mini/quant-llama-q4_k_m.gguf", 333)]
    public void All_bytes_arrive_whatever_the_pieces(string name, int most)
    {
        byte[] whole = name == "sample" ? GgufBytes.Sample() : File.ReadAllBytes(TestData.Require(name));
        using GgufFile mapped = GgufFile.Open(_folder.Write("whole.gguf", whole));
        StreamedGguf stream = StreamedGguf.Open("pipe", new TrickleStream(whole, most));
        using GgufFile streamed = stream.File;
        stream.TensorBytes.ShouldBe(mapped.Tensors.Sum(tensor => tensor.ByteLength));
        streamed.Tensors.ShouldAllBe(tensor => !tensor.IsPlaced);

        stream.ReadTensors();

        streamed.HeaderLength.ShouldBe(mapped.HeaderLength);
        streamed.Metadata.Keys.ShouldBe(mapped.Metadata.Keys);
        streamed.Tensors.Select(tensor => tensor.Name).ShouldBe(mapped.Tensors.Select(tensor => tensor.Name));
        foreach ((GgufTensor got, GgufTensor wanted) in streamed.Tensors.Zip(mapped.Tensors))
            Bytes(got).ShouldBe(Bytes(wanted), got.Name);
    }

    [Fact]
    public void Tensors_out_of_order_with_gaps_between_them_arrive()
    {
        byte[] whole = GgufBytes.Start(tensors: 3)
            .Tensor("late", GgmlType.I8, 300_000, 4).Tensor("first", GgmlType.I8, 64, 4).Tensor("middle", GgmlType.I8, 100_000 / 32 * 32, 4)
            .AlignTo(32).Zeros(64).Raw([1, 2, 3, 4]).Zeros(100_000 / 32 * 32 - 68).Raw([5, 6, 7, 8]).Zeros(300_000 - 100_000 / 32 * 32 - 4).Raw([9, 10, 11, 12]);
        StreamedGguf stream = StreamedGguf.Open("pipe", new TrickleStream(whole));
        using GgufFile file = stream.File;
        stream.ReadTensors();
        file.Tensors.Select(Bytes).ShouldBe([[9, 10, 11, 12], [1, 2, 3, 4], [5, 6, 7, 8]]);
    }

    [Fact]
    public void The_header_is_read_without_waiting_for_a_byte_behind_it()
    {
        byte[] sample = GgufBytes.Sample();
        int header;
        using (GgufFile file = GgufFile.Open(_folder.Write("whole.gguf", sample)))
            header = (int)file.HeaderLength;
        TimeoutException waits = new("nothing more has come yet");
        StreamedGguf.Open("pipe", new TrickleStream(sample[..header], failure: waits)).File.Dispose();
        Should.Throw<TimeoutException>(() => StreamedGguf.Open("pipe", new TrickleStream(sample[..(header - 1)], failure: waits)));
    }

    [Fact]
    public void No_byte_behind_the_last_tensor_is_waited_for()
    {
        byte[] sample = GgufBytes.Sample();
        StreamedGguf stream = StreamedGguf.Open("pipe", new TrickleStream(sample, most: 64, failure: new TimeoutException("the writer goes on")));
        using GgufFile file = stream.File;
        stream.ReadTensors();
        Should.Throw<InvalidOperationException>(() => stream.ReadTensors()).Message.ShouldContain("once");
    }

    [Theory]
    [MemberData(nameof(HostileFileTests.Names), MemberType = typeof(HostileFileTests))]
    public void A_hostile_file_is_refused_as_when_it_is_mapped(string name)
    {
        byte[] bytes = HostileFileTests.Bytes(name);
        string path = _folder.Write("hostile.gguf", bytes);
        ModelFormatException wanted = Should.Throw<ModelFormatException>(() => GgufFile.Open(path).Dispose());
        foreach (int most in (int[])[1, int.MaxValue])
        {
            ModelFormatException? found = null;
            Cost.ShouldBeBounded(() => found = Refused(path, bytes, most));
            ShouldBeSame(found.ShouldNotBeNull(name), wanted);
        }
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("models/stories260K.gguf")]
    [InlineData("mini/mini-llama-f32.gguf")]
    public void A_header_cut_at_any_byte_is_refused_as_when_it_is_mapped(string name)
    {
        byte[] whole = name == "sample" ? GgufBytes.Sample() : File.ReadAllBytes(TestData.Require(name));
        string path = _folder.Write("cut.gguf", whole);
        int header;
        using (GgufFile file = GgufFile.Open(path))
            header = (int)file.HeaderLength;
        using FileStream cut = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        int step = Math.Max(1, header / 2000);
        for (int length = header; length >= 0; length -= step)
        {
            cut.SetLength(length);
            ModelFormatException wanted = Should.Throw<ModelFormatException>(() => GgufFile.Open(path).Dispose());
            ShouldBeSame(Refused(path, whole[..length], int.MaxValue).ShouldNotBeNull($"cut to {length} of {header} bytes"), wanted);
        }
    }

    [Fact]
    public void A_stream_that_ends_early_says_which_tensor_and_how_many_bytes()
    {
        byte[] sample = GgufBytes.Sample();
        using GgufFile file = GgufFile.Open(_folder.Write("whole.gguf", sample));
        long last = file.Tensors[^1].Offset + file.Tensors[^1].ByteLength;
        for (long length = file.HeaderLength; length < last; length++)
        {
            ModelFormatException error = Refused("pipe", sample[..(int)length], most: 16).ShouldNotBeNull($"{length} bytes");
            GgufTensor tensor = file.Tensors.First(each => each.Offset + each.ByteLength > length);
            long found = Math.Max(0, length - tensor.Offset);
            error.Message.ShouldStartWith($"pipe: tensor '{tensor.Name}': expected {tensor.ByteLength} bytes from byte {tensor.Offset}, "
                + $"found {found} of them, as the stream ended at byte {length}; ");
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Random_damage_is_accepted_or_refused_as_when_it_is_mapped(int seed)
    {
        byte[] sample = GgufBytes.Sample();
        Random random = new(seed);
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = FuzzTests.Damage(sample, random);
            string path = _folder.Write("fuzz.gguf", damaged);
            ModelFormatException? wanted = null;
            try
            {
                GgufFile.Open(path).Dispose();
            }
            catch (ModelFormatException error)
            {
                wanted = error;
            }
            ModelFormatException? found = Refused(path, damaged, random.Next(1, 100));
            (found is null).ShouldBe(wanted is null, $"{wanted?.Message} {found?.Message}");
            if (found is not null)
                ShouldBeSame(found, wanted!);
            refused += found is null ? 0 : 1;
        }
        refused.ShouldBeInRange(300, 999);
    }

    [Fact]
    public void A_header_beyond_the_limit_is_refused_before_more_is_read()
    {
        byte[] start = GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.UInt8, 1UL << 30);
        using ZeroesBehind stream = new(start);
        Should.Throw<ModelFormatException>(() => StreamedGguf.Open("pipe", stream)).Message.ShouldContain($"within the first {GgufLimits.HeaderBytes} bytes");
        stream.Given.ShouldBeLessThanOrEqualTo(GgufLimits.HeaderBytes + (64 << 10));
    }

    [Fact]
    public void More_than_any_machine_holds_is_refused_by_the_header()
    {
        byte[] bytes = GgufBytes.Start(tensors: 1).Tensor("t", GgmlType.F32, 0, 1UL << 45).AlignTo(32).Zeros(64);
        Should.Throw<ModelFormatException>(() => StreamedGguf.Open("pipe", new TrickleStream(bytes))).Message.ShouldContain("of tensors in a stream");
    }

    [Fact]
    public void Cancelling_ends_the_reading()
    {
        using CancellationTokenSource source = new();
        StreamedGguf stream = StreamedGguf.Open("pipe", new TrickleStream(GgufBytes.Sample(), most: 8));
        using GgufFile file = stream.File;
        Should.Throw<OperationCanceledException>(() => stream.ReadTensors(progress: new Calls(_ => source.Cancel()), cancellationToken: source.Token));
    }

    [Fact]
    public void Progress_counts_the_bytes_of_tensors_up_to_all()
    {
        List<long> told = [];
        StreamedGguf stream = StreamedGguf.Open("pipe", new TrickleStream(GgufBytes.Sample(), most: 512));
        using GgufFile file = stream.File;
        stream.ReadTensors(progress: new Calls(told.Add));
        told.ShouldBe(told.Order());
        told[^1].ShouldBe(stream.TensorBytes);
    }

    static ModelFormatException? Refused(string path, byte[] bytes, int most)
    {
        try
        {
            StreamedGguf stream = StreamedGguf.Open(path, new TrickleStream(bytes, most));
            using GgufFile file = stream.File;
            stream.ReadTensors();
            return null;
        }
        catch (ModelFormatException error)
        {
            return error;
        }
    }

    // A stream finds its end when it is there: after the header was read, and in the order of the bytes.
    static void ShouldBeSame(ModelFormatException found, ModelFormatException wanted)
    {
        if (wanted.Message.Contains("a file that ends at byte", StringComparison.Ordinal))
        {
            found.Message.ShouldMatch("the stream ended at byte|an end that no file has|of tensors in a stream|bytes of its own");
            return;
        }
        found.Message.ShouldBe(wanted.Message);
        found.Offset.ShouldBe(wanted.Offset);
        found.File.ShouldBe(wanted.File);
    }

    static byte[] Bytes(GgufTensor tensor)
    {
        using MappedView view = tensor.View();
        return view.Span(0, (int)tensor.ByteLength).ToArray();
    }

    sealed class Calls(Action<long> action) : IProgress<long>
    {
        public void Report(long value) => action(value);
    }
}
