using Lode.Tests;

namespace Lode.Formats.Tests;

/// <summary>Folders, indices and shards.</summary>
public sealed class SafetensorsModelTests : IDisposable
{
    const string Index = "model.safetensors.index.json";
    readonly TempFolder _folder = new();

    public SafetensorsModelTests()
    {
        Shard("one.safetensors", "a", "b");
        Shard("two.safetensors", "c");
    }

    [Fact]
    public void A_sharded_model_is_seen_as_one()
    {
        Write("{\"metadata\":{\"total_size\":12.0},\"weight_map\":{\"c\":\"two.safetensors\",\"a\":\"one.safetensors\",\"b\":\"one.safetensors\"},\"more\":[{}]} ");
        foreach (string path in (string[])[_folder.Path, _folder.File(Index)])
        {
            using SafetensorsModel model = SafetensorsModel.Open(path);
            model.Path.ShouldBe(_folder.File(Index));
            model.Files.Count.ShouldBe(2);
            model.Tensors.Select(tensor => tensor.Name).ShouldBe(["c", "a", "b"]);
            model.TryGetTensor("b", out SafetensorsTensor? tensor).ShouldBeTrue();
            tensor.Path.ShouldBe(_folder.File("one.safetensors"));
            model.TryGetTensor("d", out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_shard_can_be_opened_alone()
    {
        Write("not JSON: nobody should look");
        using SafetensorsModel model = SafetensorsModel.Open(_folder.File("one.safetensors"));
        model.Tensors.Count.ShouldBe(2);
        model.TryGetTensor("a", out _).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_means_its_one_model()
    {
        Should.Throw<IOException>(() => SafetensorsModel.Open(_folder.Path)).Message
            .ShouldBe($"{_folder.Path}: expected one model, found 2: one.safetensors, two.safetensors; name the file that is meant");
        File.Delete(_folder.File("two.safetensors"));
        SafetensorsModel.Open(_folder.Path).Dispose();
        File.Delete(_folder.File("one.safetensors"));
        Should.Throw<FileNotFoundException>(() => SafetensorsModel.Open(_folder.Path)).Message.ShouldContain("expected a folder with model.safetensors");
        Should.Throw<FileNotFoundException>(() => SafetensorsModel.Open(_folder.File("none.safetensors")));
    }

    [Theory]
    [InlineData("../one.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\\\one.safetensors")]
    [InlineData("sub/one.safetensors")]
    [InlineData("C:one.safetensors")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("one.safetensors\\u0000")]
    public void A_shard_lies_in_the_folder_of_the_index(string name)
    {
        Write($"{{\"weight_map\":{{\"a\":\"{name}\"}}}}");
        Refused().Offset.ShouldBe(19);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{\"weight_map\":{\"a\":\"one.safetensors\"}", "JSON")]
    [InlineData("[]", "an array")]
    [InlineData("{}", "expected a weight_map, found none")]
    [InlineData("{\"weight_map\":[]}", "an array")]
    [InlineData("{\"\\ud80\":[]}", "JSON")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "found 1")]
    [InlineData("{\"weight_map\":{},\"weight_map\":{}}", "a second")]
    [InlineData("{\"weight_map\":{\"a\":\"one.safetensors\",\"a\":\"two.safetensors\"}}", "a second 'a'")]
    [InlineData("{\"weight_map\":{}} {}", "invalid after a single JSON value")]
    [InlineData("{\"metadata\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],\"weight_map\":{}}", "depth")]
    [InlineData("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\",\"c\":\"two.safetensors\"}}", "tensor 'b': expected it in two.safetensors, as the index says, found it in one.safetensors")]
    [InlineData("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"d\":\"two.safetensors\"}}", "tensor 'd': expected it in two.safetensors, as the index says, found it in no shard")]
    [InlineData("{\"weight_map\":{\"a\":\"one.safetensors\"}}", "tensor 'b'")]
    public void An_index_that_does_not_fit_is_refused(string json, string found)
    {
        Write(json);
        Refused().Message.ShouldContain(found);
    }

    [Fact]
    public void A_tensor_in_two_shards_is_refused()
    {
        Shard("two.safetensors", "c", "a");
        Write("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"c\":\"two.safetensors\"}}");
        Refused().Message.ShouldContain("expected a tensor that no other shard has");
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        Write("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"z\":\"three.safetensors\"}}");
        Should.Throw<FileNotFoundException>(() => SafetensorsModel.Open(_folder.Path)).Message.ShouldBe(
            $"{_folder.File("three.safetensors")}: expected a shard that {_folder.File(Index)} names, found no such file; get three.safetensors into the same folder");
    }

    [Theory]
    [InlineData("hf-mini-llama", 30, 2)]
    [InlineData("hf-mini-mistral", 21, 1)]
    [InlineData("hf-mini-qwen2", 26, 1)]
    [InlineData("hf-mini-qwen3", 35, 1)]
    [InlineData("hf-mini-gemma2", 35, 1)]
    [InlineData("hf-mini-gemma3", 54, 1)]
    public void A_real_folder_opens(string name, int tensors, int files)
    {
        using SafetensorsModel model = SafetensorsModel.Open(TestData.Require($"mini/{name}"));
        model.Tensors.Count.ShouldBe(tensors);
        model.Files.Count.ShouldBe(files);
        model.TryGetTensor("model.embed_tokens.weight", out SafetensorsTensor? embedding).ShouldBeTrue();
        embedding.Shape.Length.ShouldBe(2);
        foreach (SafetensorsFile file in model.Files)
            file.Metadata["format"].ShouldBe("pt");
    }

    public void Dispose() => _folder.Dispose();

    void Write(string index) => File.WriteAllText(_folder.File(Index), index);

    void Shard(string name, params string[] tensors) => _folder.Write(name, SafetensorsBytes.File(
        $"{{{string.Join(',', tensors.Select((tensor, i) => SafetensorsBytes.Entry(tensor, "F32", "[1]", $"[{4 * i},{4 * i + 4}]")))}}}", 4 * tensors.Length));

    ModelFormatException Refused() => Should.Throw<ModelFormatException>(() => SafetensorsModel.Open(_folder.Path));
}
