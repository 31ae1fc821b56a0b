using Lode.Memory;

namespace Lode.Formats.Tests.Gguf;

/// <summary>Models whose tensors lie in files of another format.</summary>
public sealed unsafe class DescribedModelTests
{
    [Fact]
    public void Tensors_lie_where_the_description_says()
    {
        using GgufModel model = new(Header(), [Tensor(4, "a", 2), Tensor(12, "b", 1, 1)], []);

        model.Path.ShouldBe("header");
        model.Metadata.GetString("general.name").ShouldBe("described");
        model.TryGetTensor("b", out GgufTensor? b).ShouldBeTrue();
        b.Path.ShouldBe("weights");
        b.Offset.ShouldBe(12);
        b.ByteLength.ShouldBe(4);
        using MappedView view = b.View();
        view.Span(0, 4).ToArray().ShouldBe(new byte[] { 12, 13, 14, 15 });
    }

    [Fact]
    public void What_belongs_to_the_model_goes_with_it()
    {
        MappedFile owned = Weights();
        new GgufModel(Header(), [], [owned]).Dispose();
        Should.Throw<ObjectDisposedException>(() => owned.View(0, 1));
    }

    [Fact]
    public void Tensors_beyond_the_file_and_broken_blocks_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Tensor(14, "a", 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Tensor(-1, "a", 1));
        Should.Throw<ArgumentException>(() => new GgufTensor(Weights(), 0, "a", GgmlType.Q8_0, 31));
        Should.Throw<ArgumentException>(() => new GgufTensor(Weights(), 0, "a", GgmlType.F32));
        Should.Throw<ArgumentException>(() => new GgufModel(Header(), [Tensor(0, "a", 1), Tensor(4, "a", 1)], []));
    }

    static GgufTensor Tensor(long offset, string name, params long[] dimensions) => new(Weights(), offset, name, GgmlType.F32, dimensions);

    static MappedFile Weights()
    {
        PageMemory memory = new(16);
        for (int i = 0; i < 16; i++)
            memory.Address[i] = (byte)i;
        return MappedFile.FromMemory("weights", memory, 16);
    }

    static GgufFile Header()
    {
        using MemoryStream stream = new();
        using (GgufWriter writer = new(stream, leaveOpen: true))
        {
            writer.Add("general.name", "described");
            writer.Complete();
        }
        PageMemory memory = new(stream.Length);
        stream.ToArray().CopyTo(new Span<byte>(memory.Address, (int)memory.Length));
        return GgufFile.Open(MappedFile.FromMemory("header", memory, stream.Length));
    }
}
