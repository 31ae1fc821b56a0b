using System.Security.Cryptography;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>Compiled forms mean what their sources mean.</summary>
public class CompiledTokenizerTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama3")]
    [InlineData("mistral_v01")]
    [InlineData("gemma3")]
    [InlineData("bert")]
    public void Everything_that_can_be_asked_of_a_token_is_as_in_the_source(string folder)
    {
        string path = TestData.Require($"tokenizers/vocab/{folder}/tokenizer.json");
        Tokenizer source = Tokenizer.Open(path);
        Tokenizer compiled = Tokenizer.Open(CompiledFiles.Require(folder));
        compiled.SourceHash.SequenceEqual(SHA256.HashData(File.ReadAllBytes(path))).ShouldBeTrue();
        source.SourceHash.Length.ShouldBe(0);
        compiled.VocabularySize.ShouldBe(source.VocabularySize);
        compiled.BeginOfText.ShouldBe(source.BeginOfText);
        compiled.EndOfText.ShouldBe(source.EndOfText);
        compiled.AddsBeginOfText.ShouldBe(source.AddsBeginOfText);
        compiled.AddsEndOfText.ShouldBe(source.AddsEndOfText);
        compiled.Truncation.ShouldBe(source.Truncation);
        compiled.Padding.ShouldBe(source.Padding);
        for (int id = 0; id < source.VocabularySize; id++)
        {
            bool same = compiled.GetText(id).SequenceEqual(source.GetText(id)) && compiled.GetBytes(id).SequenceEqual(source.GetBytes(id))
                && compiled.IsControl(id) == source.IsControl(id) && compiled.IsEndOfGeneration(id) == source.IsEndOfGeneration(id)
                && compiled.TryGetId(source.GetText(id), out int found) && found == id | source.GetText(id).IsEmpty;
            if (!same && !source.GetText(id).IsEmpty)
                Assert.Fail($"token {id} differs");
        }
        compiled.TryGetId("no token is spelt like this"u8, out _).ShouldBeFalse();
        compiled.Trie.Nodes.SequenceEqual(source.Trie.Nodes).ShouldBeTrue();
        compiled.Trie.Aliases.SequenceEqual(source.Trie.Aliases).ShouldBeTrue();
    }

    [Theory]
    [InlineData("llama3", "big.txt")]
    [InlineData("llama3", "multilingual.txt")]
    [InlineData("gpt4o", "zh_ddia.txt")]
    [InlineData("gemma3", "multilingual.txt")]
    [InlineData("llama2", "zh_ddia.txt")]
    [InlineData("bert", "multilingual.txt")]
    public void Long_texts_get_the_same_ids(string folder, string text)
    {
        byte[] bytes = File.ReadAllBytes(TestData.Require($"text/{text}")).AsSpan().ToArray()[..200_000];
        Tokenizer source = Tokenizer.Open(TestData.Require($"tokenizers/vocab/{folder}/tokenizer.json"));
        Tokenizer compiled = Tokenizer.Open(CompiledFiles.Require(folder));
        compiled.EncodeToIds(bytes).AsSpan().SequenceEqual(source.EncodeToIds(bytes)).ShouldBeTrue();
    }

    [Fact]
    public void A_compiled_form_is_not_compiled_again()
    {
        string target = Path.Combine(Path.GetTempPath(), $"lode-{Guid.NewGuid():N}");
        string compiled = CompiledFiles.Require("gpt2"); // not below, where a skip would be taken for a failure
        Should.Throw<NotSupportedException>(() => Tokenizer.Compile(compiled, target)).Message.ShouldContain("compiled already");
        File.Exists(target).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_is_compiled_by_its_tokenizer_json()
    {
        string target = Path.Combine(Path.GetTempPath(), $"lode-{Guid.NewGuid():N}");
        try
        {
            Tokenizer.Compile(TestData.Require("tokenizers/vocab/gpt2"), target);
            Tokenizer.Open(target).EncodeToIds("Hello world").ShouldBe([15496, 995]);
        }
        finally
        {
            File.Delete(target);
        }
    }
}
