using Lode.Tests;

namespace Lode.Formats.Tests;

public sealed class TruncationTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Theory]
    [InlineData("sample")]
    [InlineData("models/stories260K.gguf")]
    [InlineData("mini/mini-llama-f32.gguf")]
    [InlineData("mini/mini-llama3-f32.gguf")]
    [InlineData("mini/mini-qwen2-f32.gguf")]
    public void A_header_cut_at_any_byte_is_refused(string name)
    {
        byte[] whole = name == "sample" ? GgufBytes.Sample() : File.ReadAllBytes(TestData.Require(name));
        string path = _folder.Write("cut.gguf", whole);
        int header;
        using (GgufFile file = GgufFile.Open(path))
            header = (int)file.HeaderLength;

        using FileStream cut = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (int length = header; length >= 0; length--)
        {
            cut.SetLength(length);
            Exercise.Read(path).ShouldBeFalse($"cut to {length} of {header} bytes");
        }
    }

    [Fact]
    public void A_file_without_its_last_byte_is_refused()
    {
        byte[] sample = GgufBytes.Sample();
        Exercise.Read(_folder.Write("whole.gguf", sample)).ShouldBeTrue();

        string message = Should.Throw<ModelFormatException>(() => GgufFile.Open(_folder.Write("cut.gguf", sample[..^1]))).Message;

        message.ShouldContain("tensor 'three'");
        message.ShouldContain("incomplete");
    }

    public void Dispose() => _folder.Dispose();
}
