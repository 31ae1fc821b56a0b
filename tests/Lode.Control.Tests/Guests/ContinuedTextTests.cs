using System.Buffers;
using System.Text;
using Lode.Tests;
using Lode.Tokenizers;

namespace Lode.Control.Tests;

/// <summary>Texts that go on from others, as <c>tokenize</c> gives them.</summary>
public sealed class ContinuedTextTests
{
    [Theory]
    [InlineData(" yes")]
    [InlineData("yes")]
    [InlineData(".")]
    [InlineData(" Once upon a time")]
    [InlineData("\n\nä")]
    [InlineData("  two spaces")]
    [InlineData(" ")]
    public void Tokens_have_the_bytes_of_the_text_and_no_space_before_it(string text)
    {
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require("models/stories260K.gguf"));
        ArrayBufferWriter<int> ids = new();
        ContinuedText.Encode(tokenizer, Encoding.UTF8.GetBytes(text), ids, default);
        ReadOnlySpan<int> tokens = ids.WrittenSpan;
        StringBuilder bytes = new();
        foreach (int id in tokens)
            bytes.Append(Encoding.Latin1.GetString(tokenizer.GetBytes(id)));
        bytes.ToString().ShouldBe(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void The_second_half_of_a_text_has_the_tokens_that_it_has_in_the_whole()
    {
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require("models/stories260K.gguf"));
        int[] whole = tokenizer.EncodeToIds("there was a little girl"), first = tokenizer.EncodeToIds("there was");
        ArrayBufferWriter<int> ids = new();
        ContinuedText.Encode(tokenizer, " a little girl"u8, ids, default);
        ids.WrittenSpan.ToArray().ShouldBe(whole[first.Length..]);
    }

    [Fact]
    public void Nothing_has_no_tokens()
    {
        ArrayBufferWriter<int> ids = new();
        ContinuedText.Encode(Tokenizer.Open(TestData.Require("models/stories260K.gguf")), ""u8, ids, default);
        ids.WrittenCount.ShouldBe(0);
    }
}
