using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Panels;
using Lode.Memory;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

public sealed class ModelPackerTests
{
    /// <summary>Every file that there is: all types, all architectures, all kinds of tokenizers.</summary>
    public static TheoryData<string> Models =>
        [.. new[] { "mini", "models" }.Where(folder => Directory.Exists(Path.Combine(TestData.Folder, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(TestData.Folder, folder), "*.gguf").Select(path => $"{folder}/{Path.GetFileName(path)}"))
            .Where(name => !name.Contains("-of-0", StringComparison.Ordinal)).Order(StringComparer.Ordinal).DefaultIfEmpty("mini/quant-llama-q4_0.gguf")];

    [Theory]
    [MemberData(nameof(Models))]
    public void Unpacking_gives_back_the_file_byte_by_byte(string name)
    {
        string source = TestData.Require(name);
        using PackedFolder folder = new();
        string packed = folder.Pack(source, out PackingResult result), unpacked = folder.Unpack(packed);
        using (GgufModel before = GgufModel.Open(source), after = GgufModel.Open(packed))
        {
            result.Tensors.ShouldBe(before.Tensors.Count);
            result.TensorBytes.ShouldBe(before.Tensors.Sum(tensor => tensor.ByteLength));
            GgufTensor[] weights = [.. after.Tensors.Where(tensor => !GgufSections.IsSection(tensor))];
            weights.Sum(tensor => tensor.ByteLength).ShouldBe(result.TensorBytes);
            int panels = 0, apart = 0;
            foreach (GgufTensor plain in before.Tensors)
            {
                bool fits = plain.Dimensions.Length > 1 && PanelLayout.IsSupported((TensorFormat)plain.Type, plain.Dimensions[1]);
                panels += fits ? 1 : 0;
                if (!after.TryGetTensor(plain.Name, out GgufTensor? laid))
                    continue;
                apart++;
                laid.Type.ShouldBe(fits ? GgmlTypes.ToPanels(plain.Type) : plain.Type, plain.Name);
                laid.ByteLength.ShouldBe(plain.ByteLength);
                (laid.Offset % 64).ShouldBe(0);
            }
            result.Panels.ShouldBe(panels);
            (weights.Length - apart).ShouldBe(result.Fused);
        }
        File.ReadAllBytes(unpacked).AsSpan().SequenceEqual(File.ReadAllBytes(source)).ShouldBeTrue();
        folder.Names.ShouldBe(["packed.gguf", "unpacked.gguf"]);
    }

    [Fact]
    public void A_panel_has_the_rows_of_its_matrix()
    {
        string source = TestData.Require("mini/quant-llama-q4_k.gguf");
        using PackedFolder folder = new();
        using GgufModel before = GgufModel.Open(source), after = GgufModel.Open(folder.Pack(source, out _));
        foreach (GgufTensor panels in after.Tensors.Where(tensor => GgmlTypes.IsPanels(tensor.Type)))
        {
            TensorFormat format = (TensorFormat)GgmlTypes.OfElements(panels.Type);
            if (!before.TryGetTensor(panels.Name, out GgufTensor? rows))
                continue; // several in one
            int size = (int)PanelLayout.PanelBytes(format, panels.Dimensions[0]);
            byte[] expected = Bytes(rows!), laid = Bytes(panels), unpacked = new byte[size];
            for (int at = 0; at < laid.Length; at += size)
            {
                PanelPacker.Unpack(format, laid.AsSpan(at, size), panels.Dimensions[0], unpacked);
                unpacked.AsSpan().SequenceEqual(expected.AsSpan(at, size)).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Rows_that_are_no_multiple_of_a_part_are_packed_whole()
    {
        // 4,512 columns: 58 rows to a part, of which 48 are taken; the second matrix has rows that are longer than a part.
        using PackedFolder folder = new();
        string source = folder.File("source.gguf");
        Random random = new(5);
        (long Columns, long Rows)[] shapes = [(4512, 208), ((1 << 18) + 32, 32)];
        using (FileStream stream = File.Create(source))
        using (GgufWriter writer = new(stream))
        {
            writer.Add("general.architecture", "llama");
            foreach ((long columns, long rows) in shapes)
                writer.AddTensor($"m{columns}", GgmlType.Q8_0, columns, rows);
            foreach ((long columns, long rows) in shapes)
            {
                byte[] bytes = new byte[GgmlTypes.ByteLength(GgmlType.Q8_0, columns * rows)];
                random.NextBytes(bytes);
                writer.WriteTensor(bytes);
            }
            writer.Complete();
        }
        string packed = folder.Pack(source, out PackingResult result);
        result.Panels.ShouldBe(2);
        File.ReadAllBytes(folder.Unpack(packed)).AsSpan().SequenceEqual(File.ReadAllBytes(source)).ShouldBeTrue();
    }

    [Fact]
    public void A_model_can_be_packed_and_unpacked_in_place()
    {
        using PackedFolder folder = new();
        string path = folder.File("model.gguf");
        byte[] source = File.ReadAllBytes(TestData.Require("mini/quant-llama-q8_0.gguf"));
        File.WriteAllBytes(path, source);
        ModelPacker.Pack(path, path, new PipelineOptions());
        File.ReadAllBytes(path).AsSpan().SequenceEqual(source).ShouldBeFalse();
        ModelPacker.Unpack(path, path, new PipelineOptions());
        File.ReadAllBytes(path).AsSpan().SequenceEqual(source).ShouldBeTrue();
    }

    [Fact]
    public void What_is_packed_or_plain_already_is_refused()
    {
        using PackedFolder folder = new();
        string source = TestData.Require("mini/quant-llama-q4_0.gguf"), packed = folder.Pack(source, out _);
        Should.Throw<ModelFormatException>(() => ModelPacker.Pack(packed, folder.File("x"), new PipelineOptions()))
            .Message.ShouldBe($"{packed}: metadata 'lode.pack.version': expected a model that is not packed, found one that is; it can be run as it is");
        Should.Throw<ModelFormatException>(() => ModelPacker.Unpack(source, folder.File("x"), new PipelineOptions()))
            .Message.ShouldBe($"{source}: metadata 'lode.pack.version': expected a packed model, found one that is not; it is what unpacking would make of it");
        folder.Names.ShouldBe(["packed.gguf"]);
    }

    [Fact]
    public void Cancelling_leaves_nothing()
    {
        using PackedFolder folder = new();
        string source = TestData.Require("models/tiny-llama-q4_0.gguf");
        using CancellationTokenSource cancellation = new();
        PipelineOptions options = new() { Threads = 2, Progress = _ => cancellation.Cancel() };
        Should.Throw<OperationCanceledException>(() => ModelPacker.Pack(source, folder.File("x"), options, cancellation.Token));
        folder.Names.ShouldBeEmpty();
    }

    static byte[] Bytes(GgufTensor tensor)
    {
        using MappedView view = tensor.View();
        return view.Span(0, (int)tensor.ByteLength).ToArray();
    }
}
