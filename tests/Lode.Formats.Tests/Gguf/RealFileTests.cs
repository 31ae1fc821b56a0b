using Lode.Tests;

namespace Lode.Formats.Tests;

public sealed class RealFileTests
{
    static readonly string[] s_folders = ["models", "mini", "tokenizers/vocab/gguf"];

    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        foreach (string folder in s_folders)
        {
            string path = Path.Combine(TestData.Folder, folder);
            if (!Directory.Exists(path))
                continue;
            foreach (string file in Directory.GetFiles(path, "*.gguf").Order(StringComparer.Ordinal))
                files.Add($"{folder}/{Path.GetFileName(file)}");
        }
        if (files.Count == 0)
            files.Add("models/stories260K.gguf"); // reported as skipped
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Header_and_padded_tensors_fill_the_file(string name)
    {
        using GgufModel model = GgufModel.Open(TestData.Require(name));

        GgufFile file = model.Files.ShouldHaveSingleItem();
        file.Version.ShouldBe(3);
        model.Metadata.GetString("general.architecture").ShouldNotBeEmpty();
        long at = file.HeaderLength;
        foreach (GgufTensor tensor in model.Tensors)
        {
            at = (at + file.Alignment - 1) / file.Alignment * file.Alignment;
            tensor.Offset.ShouldBe(at, tensor.Name);
            at += tensor.ByteLength;
        }
        if (model.Tensors.Count > 0)
            at = (at + file.Alignment - 1) / file.Alignment * file.Alignment;
        at.ShouldBe(file.File.Length);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Vocabulary_arrays_have_one_entry_per_token(string name)
    {
        using GgufModel model = GgufModel.Open(TestData.Require(name));

        GgufArray tokens = model.Metadata.GetArray("tokenizer.ggml.tokens");
        long count = 0, bytes = 0;
        foreach (ReadOnlySpan<byte> token in tokens.EnumerateStrings())
        {
            count++;
            bytes += token.Length;
        }
        count.ShouldBe(tokens.Count);
        bytes.ShouldBeGreaterThan(count);
        GgufArray types = model.Metadata.GetArray("tokenizer.ggml.token_type");
        types.Count.ShouldBe(count);
        types.GetInteger(count - 1).ShouldBeInRange(1, 6);
        if (model.TryGetTensor("token_embd.weight", out GgufTensor? embedding))
            embedding.Dimensions[1].ShouldBe(count);
    }
}
