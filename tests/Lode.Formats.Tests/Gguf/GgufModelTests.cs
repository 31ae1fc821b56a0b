namespace Lode.Formats.Tests;

public sealed class GgufModelTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_part_opens_the_model(int named)
    {
        for (int part = 1; part <= 3; part++)
            WritePart(part, 3);

        using GgufModel model = GgufModel.Open(Part(named, 3));

        model.Files.Select(f => f.File.Path).ShouldBe([Part(1, 3), Part(2, 3), Part(3, 3)]);
        model.Metadata.ShouldBeSameAs(model.Files[0].Metadata);
        model.Tensors.Select(t => t.Name).ShouldBe(["a1", "b1", "a2", "b2", "a3", "b3"]);
        model.TryGetTensor("b2", out GgufTensor? tensor).ShouldBeTrue();
        tensor.Path.ShouldBe(Part(2, 3));
        model.TryGetTensor("c2", out _).ShouldBeFalse();
    }

    [Fact]
    public void Headers_opened_alone_stay_readable_when_the_files_are_emptied()
    {
        for (int part = 1; part <= 2; part++)
            WritePart(part, 2);
        using GgufModel mapped = GgufModel.Open(Part(2, 2));
        (string Name, long Offset)[] expected = [.. mapped.Tensors.Select(t => (t.Name, t.Offset))];

        using GgufModel model = GgufModel.OpenHeader(Part(2, 2));
        for (int part = 1; part <= 2; part++)
        {
            using FileStream file = new(Part(part, 2), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(0);
        }

        model.Tensors.Select(t => (t.Name, t.Offset)).ShouldBe(expected);
        model.Tensors.ShouldAllBe(t => !t.IsPlaced);
        model.Metadata.GetInteger("split.count", 0, 10).ShouldBe(2);
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        WritePart(1, 3);
        WritePart(3, 3);

        FileNotFoundException error = Should.Throw<FileNotFoundException>(() => GgufModel.Open(Part(3, 3)));

        error.FileName.ShouldBe(Part(2, 3));
        error.Message.ShouldContain("part 2 of 3");
        error.Message.ShouldContain("get model-00002-of-00003.gguf into the same folder");
    }

    [Fact]
    public void A_renamed_part_is_refused()
    {
        WritePart(1, 2);
        WritePart(2, 2);
        string renamed = _folder.File("renamed.gguf");
        File.Copy(Part(1, 2), renamed);

        Refused(renamed).ShouldContain("key 'split.count': expected a file name that ends in -00001-of-00002.gguf");
    }

    [Fact]
    public void A_part_under_another_parts_number_is_refused()
    {
        WritePart(1, 2);
        File.Copy(Part(1, 2), Part(2, 2));

        string message = Refused(Part(1, 2));
        message.ShouldStartWith(Part(2, 2));
        message.ShouldContain("key 'split.no': expected 1, as the file name says (there counted from 1), found 0");
    }

    [Fact]
    public void A_part_of_another_count_is_refused()
    {
        WritePart(1, 2);
        WritePart(2, 2, count: 5);

        Refused(Part(1, 2)).ShouldContain("key 'split.count': expected 2, as the file name says, found 5");
    }

    [Fact]
    public void A_whole_file_under_a_parts_name_is_refused()
    {
        File.WriteAllBytes(Part(1, 2), GgufBytes.Sample());

        Refused(Part(1, 2)).ShouldContain("key 'split.count': expected 2, as the file name says, found no such key");
    }

    [Fact]
    public void A_whole_file_may_be_called_the_only_part()
    {
        File.WriteAllBytes(Part(1, 1), GgufBytes.Sample());

        using GgufModel model = GgufModel.Open(Part(1, 1));

        model.Tensors.Count.ShouldBe(3);
        model.TryGetTensor("one", out _).ShouldBeTrue();
    }

    [Fact]
    public void A_tensor_in_two_parts_is_refused()
    {
        WritePart(1, 2);
        WritePart(2, 2, prefix: 1);

        string message = Refused(Part(2, 2));
        message.ShouldContain("tensor 'a1': expected a tensor that no other part has");
        message.ShouldContain(Part(1, 2));
        message.ShouldContain(Part(2, 2));
    }

    [Fact]
    public void A_wrong_number_of_tensors_is_refused()
    {
        WritePart(1, 2);
        WritePart(2, 2, tensors: 9);

        Refused(Part(1, 2)).ShouldContain("key 'split.tensors.count': expected 4, as the 2 parts have together, found 9");
    }

    [Fact]
    public void A_damaged_part_is_named()
    {
        WritePart(1, 2);
        File.WriteAllBytes(Part(2, 2), "<html>"u8.ToArray());

        Refused(Part(1, 2)).ShouldStartWith($"{Part(2, 2)}: byte 0: expected a GGUF model");
    }

    [Fact]
    public void Too_many_parts_are_refused()
    {
        File.WriteAllBytes(Part(1, 65535), GgufBytes.Start(keys: 2)
            .Key("split.count", GgufValueType.UInt16).U16(65535)
            .Key("split.no", GgufValueType.UInt16).U16(0).ToArray());

        Refused(Part(1, 65535)).ShouldContain("found 65535");
    }

    [Theory]
    [InlineData("model-00001-of-00002.gguf", true)]
    [InlineData("-00001-of-00002.gguf", false)]
    [InlineData("model-00000-of-00002.gguf", false)]
    [InlineData("model-00003-of-00002.gguf", false)]
    [InlineData("model-0001-of-0002.gguf", false)]
    [InlineData("model-00001-of-00002.GGUF", false)]
    [InlineData("model-000x1-of-00002.gguf", false)]
    [InlineData("model.gguf", false)]
    public void Names_of_parts_are_recognised(string name, bool expected)
    {
        GgufPartName.TryParse(name, out GgufPartName part).ShouldBe(expected);
        if (expected)
            part.PathOf(2).ShouldBe("model-00002-of-00002.gguf");
    }

    public void Dispose() => _folder.Dispose();

    string Part(int number, int count) => _folder.File($"model-{number:D5}-of-{count:D5}.gguf");

    /// <summary>Writes a part with two tensors, whose names end in its number.</summary>
    void WritePart(int number, int named, int? count = null, int? prefix = null, int? tensors = null) =>
        File.WriteAllBytes(Part(number, named), GgufBytes.Start(tensors: 2, keys: 3)
            .Key("split.no", GgufValueType.UInt16).U16((ushort)(number - 1))
            .Key("split.count", GgufValueType.UInt16).U16((ushort)(count ?? named))
            .Key("split.tensors.count", GgufValueType.Int32).U32((uint)(tensors ?? 2 * named))
            .Tensor($"a{prefix ?? number}", GgmlType.F32, 0, 8).Tensor($"b{prefix ?? number}", GgmlType.F32, 32, 8)
            .AlignTo(32).Zeros(64).ToArray());

    static string Refused(string path) => Should.Throw<ModelFormatException>(() => GgufModel.Open(path)).Message;
}
