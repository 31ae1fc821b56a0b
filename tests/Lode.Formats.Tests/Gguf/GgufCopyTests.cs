using Lode.Memory;
using Lode.Tests;

namespace Lode.Formats.Tests;

/// <summary>What was read is written again to the byte.</summary>
public sealed class GgufCopyTests : IDisposable
{
    readonly TempFolder _folder = new();

    public static TheoryData<string> Files() => RealFileTests.Files();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_real_file_is_written_again_from_what_was_read(string name) => ShouldCopy(TestData.Require(name));

    [Theory]
    [InlineData(2, 32)]
    [InlineData(3, 64)]
    [InlineData(3, 32)]
    public void Version_and_alignment_stay_wherever_the_key_stands(uint version, uint alignment)
    {
        byte[] bytes = GgufBytes.Start(tensors: 2, keys: 3, version)
            .Key("general.architecture", GgufValueType.String).Text("sample")
            .Key("general.alignment", GgufValueType.UInt32).U32(alignment)
            .Key("a.nested", GgufValueType.Array).Array(GgufValueType.Array, 1).Array(GgufValueType.String, 1).Text("in")
            .Tensor("one", GgmlType.F32, 0, 3, 5)
            .Tensor("two", GgmlType.Q4_0, 64, 32, 2)
            .AlignTo((int)alignment).Zeros(60).AlignTo(64).Zeros(36).AlignTo((int)alignment);
        ShouldCopy(_folder.Write("odd.gguf", bytes));
    }

    public void Dispose() => _folder.Dispose();

    void ShouldCopy(string path)
    {
        string copy = _folder.File("copy.gguf");
        using (GgufFile file = GgufFile.Open(path))
        using (OutputFile output = new(copy))
        {
            using GgufWriter writer = new(output, file.Alignment, leaveOpen: true, file.Version);
            foreach (string key in file.Metadata.Keys)
            {
                file.Metadata.TryGet(key, out GgufValue value).ShouldBeTrue();
                writer.Add(key, value);
            }
            foreach (GgufTensor tensor in file.Tensors)
                writer.AddTensor(tensor.Name, tensor.Type, tensor.Dimensions);
            foreach (GgufTensor tensor in file.Tensors)
            {
                using MappedView view = tensor.View();
                writer.WriteTensor(view.Span(0, (int)view.Length));
            }
            writer.Complete();
            output.Position.ShouldBe(writer.FileLength);
            output.Commit();
        }
        File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue();
    }
}
