namespace Lode.Formats.Tests;

public sealed class GgufFileTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Versions_2_and_3_have_one_layout(byte version)
    {
        byte[] bytes = GgufBytes.Sample();
        bytes[4] = version;
        using GgufFile file = GgufFile.Open(_folder.Write("v.gguf", bytes));

        file.Version.ShouldBe(version);
        file.Tensors.Count.ShouldBe(3);
    }

    [Fact]
    public void Tensors_are_described()
    {
        byte[] bytes = GgufBytes.Sample();
        using GgufFile file = GgufFile.Open(_folder.Write("t.gguf", bytes));

        file.Alignment.ShouldBe(64);
        long data = (file.HeaderLength + 63) / 64 * 64;
        file.Tensors.Select(t => t.ToString()).ShouldBe(["one F32 [3, 5]", "two Q4_0 [32, 2]", "three I8 [1]"]);
        file.Tensors.Select(t => t.Offset).ShouldBe([data, data + 64, data + 128]);
        file.Tensors.Select(t => t.ElementCount).ShouldBe([15, 64, 1]);
        file.Tensors.Select(t => t.ByteLength).ShouldBe([60, 36, 1]);
        file.TryGetTensor("two", out GgufTensor? two).ShouldBeTrue();
        two.Path.ShouldBe(file.File.Path);
        two.Type.ShouldBe(GgmlType.Q4_0);
        two.Dimensions.ToArray().ShouldBe([32, 2]);
        file.TryGetTensor("four", out _).ShouldBeFalse();
    }

    [Fact]
    public void Alignment_is_32_where_the_file_does_not_say()
    {
        using GgufFile file = GgufFile.Open(_folder.Write("a.gguf", GgufBytes.Start().ToArray()));

        file.Alignment.ShouldBe(32);
        file.HeaderLength.ShouldBe(24);
        file.Tensors.ShouldBeEmpty();
    }

    [Fact]
    public void Gaps_and_any_order_are_fine()
    {
        byte[] bytes = GgufBytes.Start(tensors: 3).Tensor("a", GgmlType.F32, 128, 1).Tensor("b", GgmlType.F32, 0, 8)
            .Tensor("c", GgmlType.F32, 32, 1).AlignTo(32).Zeros(132).ToArray();
        using GgufFile file = GgufFile.Open(_folder.Write("g.gguf", bytes));

        file.Tensors.Select(t => t.Name).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_scalar_is_a_row_of_one()
    {
        byte[] bytes = GgufBytes.OneTensor().Tensor("s", GgmlType.F32, 0).AlignTo(32).Zeros(4).ToArray();
        using GgufFile file = GgufFile.Open(_folder.Write("s.gguf", bytes));

        file.Tensors[0].Dimensions.ToArray().ShouldBe([1]);
    }

    [Fact]
    public void A_tensor_makes_errors_that_name_it()
    {
        using GgufFile file = GgufFile.Open(_folder.Write("e.gguf", GgufBytes.Sample()));

        ModelFormatException error = file.Tensors[1].Error("F32", "Q4_0", "convert it");

        error.Message.ShouldBe($"{file.File.Path}: tensor 'two': expected F32, found Q4_0; convert it");
        error.Offset.ShouldBe(file.Tensors[1].Offset);
    }

    [Fact]
    public void Views_of_tensors_outlive_the_file()
    {
        byte[] bytes = GgufBytes.Sample();
        bytes[^1] = 42;
        GgufFile file = GgufFile.Open(_folder.Write("l.gguf", bytes));
        using Memory.MappedView view = file.File.View(file.Tensors[2].Offset, 1);
        file.Dispose();

        view.Span(0, 1)[0].ShouldBe((byte)42);
    }

    [Fact]
    public void A_file_that_is_refused_is_closed()
    {
        string path = _folder.Write("closed.gguf", new byte[100]);
        Should.Throw<ModelFormatException>(() => GgufFile.Open(path));

        if (OperatingSystem.IsLinux())
            File.ReadAllText("/proc/self/maps").ShouldNotContain(path);
        File.Delete(path);
    }

    [Fact]
    public void A_missing_file_is_not_a_bad_file() =>
        Should.Throw<FileNotFoundException>(() => GgufFile.Open(_folder.File("none.gguf"))).Message.ShouldContain("none.gguf");

    public void Dispose() => _folder.Dispose();
}
