using System.Text;
using Lode.Formats;
using Lode.Generation;
using Lode.Tests;
using Lode.Tokenizers;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>The tokenizer of a packed model: the same ids as that of the plain one, used where it lies.</summary>
public sealed class PackedTokenizerTests
{
    const string Text = "Once upon a time, the 1,234th fox said: \"Größe, naïveté — 東京 🦊!\"\n\n\tDon't stop... <s> </s>  ";

    public static TheoryData<string> Models => ["models/stories260K.gguf", "models/tiny-llama-q4_0.gguf", "models/tiny-llama3-q8_0.gguf",
        "models/tiny-gemma3-q8_0.gguf", "models/tiny-qwen2-q8_0.gguf", "models/tiny-qwen3moe-q4_0.gguf", "mini/mini-phi3-f32.gguf"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Ids_are_those_of_the_plain_model(string name)
    {
        string source = TestData.Require(name);
        using PackedFolder folder = new();
        string packed = folder.Pack(source, out PackingResult result);
        result.TokenizerBytes.ShouldBeGreaterThan(0);
        using LanguageModel plain = LanguageModel.Open(source), laid = LanguageModel.Open(packed);
        Tokenizer opened = Tokenizer.Open(packed);
        int[] ids = plain.Tokenize(Text);
        laid.Tokenize(Text).ShouldBe(ids);
        laid.Tokenize(Text, parseSpecial: true).ShouldBe(plain.Tokenize(Text, parseSpecial: true));
        opened.EncodeToIds(Encoding.UTF8.GetBytes(Text), new EncodeOptions(AddSpecial: true, ParseSpecial: false)).ShouldBe(ids);
        laid.Tokenizer.VocabularySize.ShouldBe(plain.Tokenizer.VocabularySize);
        for (int id = 0; id < plain.Tokenizer.VocabularySize; id++)
        {
            laid.Tokenizer.GetText(id).SequenceEqual(plain.Tokenizer.GetText(id)).ShouldBeTrue();
            laid.Tokenizer.GetBytes(id).SequenceEqual(plain.Tokenizer.GetBytes(id)).ShouldBeTrue();
            laid.Tokenizer.IsEndOfGeneration(id).ShouldBe(plain.Tokenizer.IsEndOfGeneration(id));
        }
        (laid.Tokenizer.BeginOfText, laid.Tokenizer.EndOfText).ShouldBe((plain.Tokenizer.BeginOfText, plain.Tokenizer.EndOfText));
        laid.Tokenizer.Trie.Nodes.Length.ShouldBe(plain.Tokenizer.Trie.Nodes.Length);
    }

    [Fact]
    public void A_text_goes_on_as_it_does_without_a_file_to_map()
    {
        using PackedFolder folder = new();
        string packed = folder.Pack(TestData.Require("models/tiny-llama3-q8_0.gguf"), out _);
        GenerationOptions options = new() { MaxTokens = 12, Sampling = new SamplingOptions { Temperature = 0 } };
        string Generate(LanguageModel model)
        {
            using (model)
                return string.Concat(model.Generate("Once upon", options));
        }
        string text = Generate(LanguageModel.Open(packed));
        text.ShouldNotBeEmpty();
        Generate(LanguageModel.Open(packed, new Weights.LoadOptions { Way = Weights.LoadWay.Read })).ShouldBe(text);
        using FileStream stream = File.OpenRead(packed);
        Generate(LanguageModel.Open(stream, "stream")).ShouldBe(text);
    }

    [Fact]
    public void A_damaged_head_is_refused_and_the_model_can_still_be_unpacked()
    {
        string source = TestData.Require("models/tiny-llama3-q8_0.gguf");
        using PackedFolder folder = new();
        string packed = folder.Pack(source, out _);
        long offset;
        using (GgufModel model = GgufModel.Open(packed))
        {
            model.TryGetTensor(GgufSections.Tokenizer, out GgufTensor? section).ShouldBeTrue();
            offset = section!.Offset;
        }
        PackedFile.Flip(packed, offset + 200);
        using (LanguageModel model = LanguageModel.Open(packed))
        {
            Should.Throw<ModelFormatException>(() => model.Tokenizer).Message
                .ShouldMatch($"^{packed}: hash of the head: expected [0-9a-f]+, found [0-9a-f]+; unpack the model and pack it again: lode unpack, lode pack$");
        }
        Should.Throw<ModelFormatException>(() => Tokenizer.Open(packed));
        File.ReadAllBytes(folder.Unpack(packed)).AsSpan().SequenceEqual(File.ReadAllBytes(source)).ShouldBeTrue();
    }

    [Fact]
    public void A_tokenizer_of_another_model_is_refused()
    {
        using PackedFolder folder = new();
        string packed = folder.Pack(TestData.Require("models/tiny-llama3-q8_0.gguf"), out _);
        byte[] bytes = File.ReadAllBytes(packed);
        int at = bytes.AsSpan().IndexOf("lode.pack.source_hash"u8) + "lode.pack.source_hash"u8.Length + 4 + 8;
        bytes[at] = bytes[at] == (byte)'0' ? (byte)'1' : (byte)'0';
        File.WriteAllBytes(packed, bytes);
        Should.Throw<ModelFormatException>(() => Tokenizer.Open(packed)).Message.ShouldContain("tensor 'lode.tokenizer'");
        Should.Throw<ModelFormatException>(() => folder.Unpack(packed)).Message.ShouldContain("expected headers of the source with the SHA-256");
    }

    [Fact]
    public void What_is_packed_is_not_quantised()
    {
        using PackedFolder folder = new();
        string packed = folder.Pack(TestData.Require("mini/mini-llama3-f16.gguf"), out _);
        using GgufModel model = GgufModel.OpenHeader(packed);
        Should.Throw<ModelFormatException>(() => GgufQuantizer.Quantize(model, folder.File("x"), new QuantizationOptions(ModelFileType.Find("Q8_0")!), new PipelineOptions()))
            .Message.ShouldEndWith("unpack the model first: lode unpack");
    }
}
