using FsCheck;
using FsCheck.Fluent;
using TestData = Lode.Tests.TestData;

namespace Lode.Formats.Tests;

/// <summary>What the writer writes, the reader reads; and what a reader read, a writer writes again to the byte.</summary>
public sealed class SafetensorsRoundTripTests : IDisposable
{
    static readonly SafetensorsType[] s_types = Enum.GetValues<SafetensorsType>();
    readonly TempFolder _folder = new();

    static Gen<string> Texts { get; } = ArbMap.Default.ArbFor<string?>().Generator
        .Select(text => new string((text ?? "").Where(c => !char.IsSurrogate(c)).ToArray()) + "é😀\"\\");

    static Gen<TensorShape> Shapes { get; } =
        from type in Gen.Elements(s_types)
        from shape in Gen.Choose(0, 6).Select(n => (long)n).ArrayOf().Where(shape => shape.Length <= 8)
        select new TensorShape(type, shape is [] ? [8] : [8, .. shape]); // 8 fills bytes with any type

    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        string folder = Path.Combine(TestData.Folder, "mini");
        string[] found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors", SearchOption.AllDirectories) : [];
        foreach (string file in found.Order(StringComparer.Ordinal))
            files.Add(Path.GetRelativePath(TestData.Folder, file));
        if (files.Count == 0)
            files.Add("mini/hf-mini-qwen2/model.safetensors"); // reported as skipped
        return files;
    }

    [Fact]
    public void Tensors_and_metadata_come_back() => Prop.ForAll(
        Shapes.ListOf().ToArbitrary(), Texts.ListOf().ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (shapes, texts, part) =>
        {
            string path = _folder.File("random.safetensors");
            Random random = new(part);
            List<byte[]> contents = [];
            string[] keys = [.. texts.Distinct()];
            using (SafetensorsWriter writer = new(File.Create(path)))
            {
                for (int i = 0; i < keys.Length; i++)
                    writer.AddMetadata(keys[i], keys[^(i + 1)]);
                for (int i = 0; i < shapes.Count; i++)
                    writer.AddTensor($"t\"{i}", shapes[i].Type, shapes[i].Shape);
                foreach (TensorShape shape in shapes)
                {
                    byte[] content = new byte[shape.Shape.Aggregate(1L, (a, b) => a * b) * SafetensorsTypes.Bits(shape.Type) / 8];
                    random.NextBytes(content);
                    contents.Add(content);
                    for (int at = 0; at < content.Length; at += part)
                        writer.WriteTensor(content.AsSpan(at, Math.Min(part, content.Length - at)));
                }
                writer.Complete();
            }

            using SafetensorsFile file = SafetensorsFile.Open(path);
            (file.DataOffset % 8).ShouldBe(0);
            file.Metadata.Select(pair => pair.Key).ShouldBe(keys);
            file.Metadata.Select(pair => pair.Value).ShouldBe(keys.Reverse());
            file.Tensors.Count.ShouldBe(shapes.Count);
            for (int i = 0; i < shapes.Count; i++)
            {
                file.TryGetTensor($"t\"{i}", out SafetensorsTensor? tensor).ShouldBeTrue();
                tensor.Type.ShouldBe(shapes[i].Type);
                tensor.Shape.ToArray().ShouldBe(shapes[i].Shape);
                using Memory.MappedView view = tensor.View();
                view.Span(0, (int)view.Length).SequenceEqual(contents[i]).ShouldBeTrue(tensor.Name);
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>These were written by another program, compact and in the order of the names.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_real_file_is_written_again_from_what_was_read(string name)
    {
        string path = TestData.Require(name), copy = _folder.File("copy.safetensors");
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        using (SafetensorsWriter writer = new(File.Create(copy)))
        {
            foreach ((string key, string value) in file.Metadata)
                writer.AddMetadata(key, value);
            foreach (SafetensorsTensor tensor in file.Tensors)
                writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape);
            WriteTensors(file, writer);
        }
        File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_real_file_is_copied_through_a_stream(string name)
    {
        string path = TestData.Require(name);
        CopyOf(File.ReadAllBytes(path)).AsSpan().SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue();
    }

    [Fact]
    public void Any_order_of_keys_and_any_blanks_are_copied()
    {
        byte[] sample = SafetensorsBytes.Sample();
        CopyOf(sample).ShouldBe(sample);
        string path = _folder.Write("sample.safetensors", sample), copy = _folder.File("copy.safetensors");
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        using (Memory.MappedView header = file.Header())
        using (SafetensorsWriter writer = SafetensorsWriter.WithHeader(File.Create(copy), header.Span(0, (int)header.Length)))
            WriteTensors(file, writer);
        File.ReadAllBytes(copy).ShouldBe(sample);
    }

    public void Dispose() => _folder.Dispose();

    static byte[] CopyOf(byte[] bytes)
    {
        MemoryStream copy = new();
        using SafetensorsReader reader = new(new MemoryStream(bytes), "source");
        using SafetensorsWriter writer = SafetensorsWriter.WithHeader(copy, reader.Header.Span);
        byte[] buffer = new byte[1000];
        while (reader.MoveNext())
        {
            for (int read; (read = reader.Read(buffer)) > 0;)
                writer.WriteTensor(buffer.AsSpan(0, read));
        }
        writer.Complete();
        return copy.ToArray();
    }

    static void WriteTensors(SafetensorsFile file, SafetensorsWriter writer)
    {
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            using Memory.MappedView view = tensor.View();
            writer.WriteTensor(view.Span(0, (int)view.Length));
        }
        writer.Complete();
    }

    sealed record TensorShape(SafetensorsType Type, long[] Shape);
}
