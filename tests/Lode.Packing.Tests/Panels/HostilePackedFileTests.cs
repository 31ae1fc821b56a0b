using System.Text;
using Lode.Formats;
using Lode.Weights;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>Packed files that are not what they say: one clear error each.</summary>
public sealed class HostilePackedFileTests
{
    [Theory]
    [InlineData(1u, "metadata 'lode.pack.version': expected 2, the layout that this Lode knows, found 1; it was packed by an older Lode: pack the model again with this, from its source or from what the older one unpacks")]
    [InlineData(3u, "metadata 'lode.pack.version': expected 2, the layout that this Lode knows, found 3; it was packed by a newer Lode: use that one, or pack the model again with this")]
    [InlineData(null, "metadata 'lode.pack.version': expected 2, the layout that this Lode knows, found nothing, but tensors in panels; the file is damaged: pack the model again, lode pack")]
    [InlineData("one", "metadata 'lode.pack.version': expected 2, the layout that this Lode knows, found a String; the file is damaged: pack the model again, lode pack")]
    public void A_layout_of_another_version_is_refused(object? version, string message)
    {
        using PackedFolder folder = new();
        string path = folder.File("model.gguf");
        Write(path, version, GgmlTypes.ToPanels(GgmlType.Q4_0), 32, 16);
        Should.Throw<ModelFormatException>(() => ModelWeights.Open(path).Dispose()).Message.ShouldBe($"{path}: {message}");
        if (version is not null)
            Should.Throw<ModelFormatException>(() => ModelPacker.Unpack(path, folder.File("x"), new PipelineOptions())).Message.ShouldBe($"{path}: {message}");
        folder.Names.ShouldBe(["model.gguf"]);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(15)]
    [InlineData(1)]
    public void Panels_that_are_not_whole_are_refused_in_the_header(int rows)
    {
        using PackedFolder folder = new();
        string path = folder.File("model.gguf");
        Write(path, PackedModel.Version, GgmlType.Q4_0, 32, rows);
        ReplaceType(path, "matrix", GgmlTypes.ToPanels(GgmlType.Q4_0));
        Should.Throw<ModelFormatException>(() => GgufModel.Open(path).Dispose()).Message
            .ShouldContain($"expected a multiple of 16 rows for tensor 'matrix', as Q4_0_P16 interleaves so many, found {rows} rows");
    }

    [Theory]
    [InlineData(0x4C500018u)] // I8 is not multiplied
    [InlineData(0x4C500004u)] // withdrawn
    [InlineData(0x4C50FFFFu)]
    [InlineData(0x4C510002u)]
    public void Panels_of_what_has_no_panels_are_an_unknown_type(uint type)
    {
        using PackedFolder folder = new();
        string path = folder.File("model.gguf");
        Write(path, PackedModel.Version, GgmlType.Q4_0, 32, 16);
        ReplaceType(path, "matrix", (GgmlType)type);
        Should.Throw<ModelFormatException>(() => GgufModel.Open(path).Dispose()).Message
            .ShouldContain($"expected a known type for tensor 'matrix', found type {type}");
    }

    [Fact]
    public void Panels_without_kernels_are_refused_by_name()
    {
        using PackedFolder folder = new();
        string path = folder.File("model.gguf");
        Write(path, PackedModel.Version, GgmlTypes.ToPanels(GgmlType.IQ3_S), 256, 16);
        using ModelWeights weights = ModelWeights.Open(path);
        Should.Throw<ModelFormatException>(() => weights.Matrix("matrix", 16, 256)).Message
            .ShouldStartWith($"{path}: tensor 'matrix': expected one of the types ");
    }

    [Fact]
    public void Panels_that_reach_over_two_matrices_are_refused()
    {
        using PackedFolder folder = new();
        string path = folder.File("model.gguf");
        Write(path, PackedModel.Version, GgmlTypes.ToPanels(GgmlType.Q4_0), 32, 48);
        using ModelWeights weights = ModelWeights.Open(path);
        weights.Parts("matrix", 32, 16, 32).Select(part => part.Rows).ShouldBe([16, 32]);
        Should.Throw<ModelFormatException>(() => weights.Parts("matrix", 32, 24, 24)).Message
            .ShouldBe($"{path}: tensor 'matrix': expected rows, as one of its parts has 24, found panels of 16 rows; this model cannot be run packed: lode unpack");
    }

    [Fact]
    public void Every_truncation_is_one_error()
    {
        using PackedFolder folder = new();
        string path = folder.File("model.gguf");
        Write(path, PackedModel.Version, GgmlTypes.ToPanels(GgmlType.Q4_0), 32, 16);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Should.Throw<ModelFormatException>(() => ModelWeights.Open(path).Dispose());
        }
    }

    static void Write(string path, object? version, GgmlType type, long columns, long rows)
    {
        using FileStream stream = File.Create(path);
        using GgufWriter writer = new(stream);
        writer.Add("general.architecture", "llama");
        if (version is uint number)
            writer.Add(PackedModel.VersionKey, number);
        else if (version is string text)
            writer.Add(PackedModel.VersionKey, text);
        writer.AddTensor("matrix", type, columns, rows);
        writer.WriteTensor(new byte[GgmlTypes.ByteLength(type, columns * rows)]);
        writer.Complete();
    }

    /// <summary>Changes the type in the directory: name, rank (2), two extents, type.</summary>
    static void ReplaceType(string path, string name, GgmlType type)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) + name.Length + 4 + 16;
        BitConverter.TryWriteBytes(bytes.AsSpan(at), (uint)type).ShouldBeTrue();
        File.WriteAllBytes(path, bytes);
    }
}
