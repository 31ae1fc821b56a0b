using System.Text.Json.Nodes;
using Lode.Formats;
using Lode.Tests;
using Lode.Tokenizers;
using Lode.Weights.HuggingFace;

namespace Lode.Weights.Tests.HuggingFace;

/// <summary>tokenizer.json and tokenizer_config.json: keys of GGUF, and what these cannot express.</summary>
public class TokenizerTests
{
    const string Model = "tokenizer.ggml.";

    /// <summary>Kind, path of keys with '/' between, new value as JSON ('-' removes), and what the message must name.</summary>
    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "bytes", "normalizer", "{\"type\":\"Lowercase\"}", "normalizer.type" },
        { "bytes", "pre_tokenizer", "{\"type\":\"Whitespace\"}", "Whitespace" },
        { "bytes", "pre_tokenizer/add_prefix_space", "true", "add_prefix_space" },
        { "bytes", "pre_tokenizer/use_regex", "false", "[bytes]" },
        { "bytes", "pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"x\"},\"behavior\":\"Removed\"}", "behavior" },
        { "bytes", "pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"String\":\"x\"},\"behavior\":\"Isolated\"}", "pattern.Regex" },
        { "bytes", "pre_tokenizer", "{\"type\":\"Sequence\",\"pretokenizers\":7}", "pretokenizers" },
        { "bytes", "post_processor", "{\"type\":\"BertProcessing\"}", "post_processor.type" },
        { "bytes", "post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[{\"Sequence\":{\"id\":\"A\"}},{\"Sequence\":{\"id\":\"A\"}}]}", "post_processor.single" },
        { "bytes", "post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<x>\"}},{\"Sequence\":{\"id\":\"A\"}}]}", "<x>" },
        { "bytes", "decoder", "{\"type\":\"Metaspace\"}", "decoder" },
        { "bytes", "model/type", "\"Unigram\"", "model.type" },
        { "bytes", "model/ignore_merges", "true", "model.ignore_merges" },
        { "bytes", "model/dropout", "0.1", "model.dropout" },
        { "bytes", "model/continuing_subword_prefix", "\"##\"", "model.continuing_subword_prefix" },
        { "bytes", "model/vocab", "[[\"a\",0]]", "model.vocab" },
        { "bytes", "model/vocab", "{}", "model.vocab" },
        { "bytes", "model/vocab/th", "0", "'th'" },
        { "bytes", "model/vocab/th", "-1", "'th'" },
        { "bytes", "model/vocab/th", "4194304", "'th'" },
        { "bytes", "model/vocab/th", "1e3", "'th'" },
        { "bytes", "model/vocab/th", "\"5\"", "'th'" },
        { "bytes", "model/vocab/A", "-", "0x41" },
        { "bytes", "model/merges", "-", "model.merges" },
        { "bytes", "model/merges", "[\"t h\",\"t h\"]", "every merge once" },
        { "bytes", "model/merges", "[\"t q\"]", "'t' and 'q'" },
        { "bytes", "model/merges", "[\"th\"]", "merge 0" },
        { "bytes", "model/merges", "[\"t h e\"]", "merge 0" },
        { "bytes", "model/merges", "[[\"t\",\"h\",\"e\"]]", "merge 0" },
        { "bytes", "model/merges", "[[\"t\"]]", "merge 0" },
        { "bytes", "model/merges", "[7]", "merge 0" },
        { "bytes", "model/merges", "{}", "an array" },
        { "bytes", "model", "-", "'model'" },
        { "bytes", "model", "[]", "an object" },
        { "bytes", "added_tokens", "{}", "added_tokens" },
        { "bytes", "added_tokens", "[{\"id\":3,\"content\":\"<x>\"}]", "'<x>' as 3" },
        { "bytes", "added_tokens", "[{\"id\":256,\"content\":\"th\"}]", "'th' as 256" },
        { "bytes", "added_tokens", "[{\"id\":256,\"content\":\"\"}]", "'' as 256" },
        { "bytes", "added_tokens", "[{\"id\":256,\"content\":\"<x>\",\"lstrip\":true}]", "lstrip" },
        { "bytes", "added_tokens", "[{\"id\":256,\"content\":\"<x>\",\"single_word\":true}]", "single_word" },
        { "bytes", "added_tokens", "[7]", "added_tokens[0]" },
        { "pieces", "normalizer", "null", "normalizer" },
        { "pieces", "normalizer/content", "\"_\"", "normalizer.pattern" },
        { "pieces", "pre_tokenizer", "{\"type\":\"Metaspace\",\"replacement\":\"\\u2581\",\"prepend_scheme\":\"first\",\"split\":false}", "pre_tokenizer.type" },
        { "pieces", "decoder", "null", "decoder" },
        { "pieces", "model/ignore_merges", "true", "model.ignore_merges" },
        { "pieces", "model/unk_token", "\"<none>\"", "model.unk_token" },
        { "pieces", "model/vocab/<0x41>", "-", "<0x41>" },
        { "pieces", "model/merges", "[]", "every way to cut" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_GGUF_cannot_say_or_makes_no_sense_is_refused_by_name(string kind, string path, string value, string named)
    {
        using SyntheticFolder folder = new();
        folder.Tokenizer = kind == "bytes" ? SyntheticFolder.ByteLevel() : SyntheticFolder.SentencePiece();
        folder.TokenizerConfig = null;
        string[] keys = path.Split('/');
        JsonObject at = folder.Tokenizer;
        foreach (string key in keys[..^1])
            at = at[key]!.AsObject();
        at.Remove(keys[^1]);
        if (value != "-")
            at[keys[^1]] = JsonNode.Parse(value);
        string message = Should.Throw<ModelFormatException>(() => new ConvertedTokenizer(folder.Write())).Message;
        message.ShouldContain("tokenizer.json");
        message.ShouldContain(named);
    }

    [Fact]
    public void Scores_are_refused_where_they_cannot_give_the_order_of_the_merges()
    {
        using SyntheticFolder folder = new();
        folder.TokenizerConfig = null;
        folder.Tokenizer = SyntheticFolder.SentencePiece();
        JsonObject vocabulary = folder.Tokenizer["model"]!["vocab"]!.AsObject();
        foreach (string token in (string[])["bb", "abb"])
            vocabulary[token] = vocabulary.Count;
        // 'abb' is made first as merge 0, then 'bb' by merge 2, then 'abb' again: scores would put 'a'+'bb' before 'b'+'b'... of no use, but
        // 'ab'+'b' and 'b'+'b' meet in 'b'.
        folder.Tokenizer["model"]!["merges"] = new JsonArray("a bb", "a b", "b b", "ab b");
        Should.Throw<ModelFormatException>(() => new ConvertedTokenizer(folder.Write())).Message.ShouldContain("'abb' made again as merge 3");
        folder.Tokenizer["model"]!["merges"] = new JsonArray("a b", "b b", "a bb", "ab b");
        using ConvertedTokenizer converted = new(folder.Write());
        converted.Create().EncodeToIds("abb").Length.ShouldBe(1);
    }

    [Fact]
    public void Merges_before_the_vocabulary_are_read_as_well()
    {
        using SyntheticFolder folder = new();
        JsonObject model = folder.Tokenizer!["model"]!.AsObject();
        JsonNode vocabulary = model["vocab"]!;
        model.Remove("vocab");
        model["vocab"] = vocabulary;
        model.Select(pair => pair.Key).ShouldBe(["type", "merges", "vocab"]);
        using ConvertedTokenizer converted = new(folder.Write());
        converted.Create().EncodeToIds("the").ShouldBe([259]);
    }

    [Fact]
    public void Ids_without_a_name_get_one_that_no_text_has()
    {
        using SyntheticFolder folder = new(); // 262 rows, 261 tokens
        folder.Tokenizer!["model"]!["vocab"]!["[PAD261]"] = 260;
        folder.Tokenizer["added_tokens"]!.AsArray().RemoveAt(2);
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        string[] tokens = Strings(model.Metadata, Model + "tokens");
        tokens.Length.ShouldBe(262);
        tokens[^2..].ShouldBe(["[PAD261]", "[PAD261]_"]);
        model.Metadata.GetArray(Model + "token_type").GetInteger(261).ShouldBe(5);
        Tokenizer.FromGguf(model.Metadata).EncodeToIds("the").ShouldBe([259]);
    }

    [Fact]
    public void Added_tokens_beyond_the_rows_are_left_out_with_a_note()
    {
        using SyntheticFolder folder = new();
        folder.Tokenizer!["added_tokens"]!.AsArray().Add(SyntheticFolder.Added(262, "<image>"));
        using HuggingFaceModel opened = HuggingFaceModel.Open(folder.Write());
        using GgufModel model = opened.ToGguf();
        opened.Notes.ShouldHaveSingleItem().ShouldContain("no row for the added token '<image>', 262 of 262: left out");
        Strings(model.Metadata, Model + "tokens").Length.ShouldBe(262);
    }

    [Fact]
    public void More_tokens_of_the_vocabulary_than_rows_are_refused()
    {
        using SyntheticFolder folder = new();
        folder.Tokenizer!["model"]!["vocab"]!["<more>"] = 262;
        Should.Throw<ModelFormatException>(() => HuggingFaceModel.OpenAsGguf(folder.Write())).Message
            .ShouldContain("at most 262 tokens");
    }

    [Fact]
    public void Tokens_that_end_a_generation_have_their_keys()
    {
        using SyntheticFolder folder = new();
        folder.GenerationConfig = new JsonObject { ["eos_token_id"] = new JsonArray(257, 260, 258) };
        folder.TokenizerConfig!["pad_token"] = new JsonObject { ["content"] = "<|end|>", ["lstrip"] = false };
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        (string Key, int Id)[] expected = [("bos", 256), ("eos", 257), ("eot", 260), ("eom", 258), ("padding", 257)];
        foreach ((string key, int id) in expected)
            model.Metadata.GetInteger($"{Model}{key}_token_id", 0, 999).ShouldBe(id, key);
        Tokenizer tokenizer = Tokenizer.FromGguf(model.Metadata);
        Enumerable.Range(0, 262).Where(tokenizer.IsEndOfGeneration).ShouldBe([257, 258, 260]);
    }

    [Theory]
    [InlineData("PreTrainedTokenizerFast", null, false, false)]
    [InlineData("PreTrainedTokenizerFast", true, false, false)] // only some classes obey the flag
    [InlineData("LlamaTokenizerFast", true, false, true)]
    [InlineData("LlamaTokenizer", false, true, false)]
    [InlineData("LlamaTokenizer", null, true, true)]
    [InlineData("PreTrainedTokenizerFast", false, true, true)]
    public void The_begin_of_text_is_added_where_the_template_or_an_obeyed_flag_says_so(string type, bool? flag, bool inTemplate, bool added)
    {
        using SyntheticFolder folder = new();
        folder.TokenizerConfig!["tokenizer_class"] = type;
        if (flag is bool stated)
            folder.TokenizerConfig["add_bos_token"] = stated;
        if (inTemplate)
        {
            folder.Tokenizer!["post_processor"] = JsonNode.Parse(
                """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|begin|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}]}""");
        }
        using ConvertedTokenizer converted = new(folder.Write());
        converted.Metadata.GetBoolean(Model + "add_bos_token", !added).ShouldBe(added);
        converted.Create().EncodeToIds("th", new EncodeOptions(AddSpecial: true)).ShouldBe(added ? [256, 258] : [258]);
    }

    [Fact]
    public void Chat_templates_are_copied_from_wherever_they_are()
    {
        using SyntheticFolder folder = new();
        folder.TokenizerConfig!["chat_template"] = "{{ 'é' }}";
        Template(folder).ShouldBe("{{ 'é' }}");
        folder.TokenizerConfig["chat_template"] = JsonNode.Parse(
            """[{"name":"default","template":"A"},{"name":"tool_use","template":"B"}]""");
        Template(folder).ShouldBe("A");
        using (ConvertedTokenizer converted = new(folder.Write()))
        {
            converted.Metadata.GetString("tokenizer.chat_template.tool_use").ShouldBe("B");
            Strings(converted.Metadata, "tokenizer.chat_templates").ShouldBe(["tool_use"]);
        }
        folder.Write();
        File.WriteAllText(Path.Combine(folder.Path, "chat_template.jinja"), "C\n");
        Template(folder).ShouldBe("C\n");
        File.Delete(Path.Combine(folder.Path, "chat_template.jinja"));
        folder.TokenizerConfig["chat_template"] = JsonNode.Parse("""[{"name":"a b","template":"A"}]""");
        Should.Throw<ModelFormatException>(() => new ConvertedTokenizer(folder.Write())).Message.ShouldContain("chat_template.name");
    }

    [Fact]
    public void Llama_2_becomes_the_vocabulary_that_llama_cpp_has_of_it()
    {
        using ConvertedTokenizer converted = ConvertedTokenizer.OfData("llama2");
        using GgufFile original = GgufFile.Open(TestData.Require("tokenizers/vocab/gguf/ggml-vocab-llama-spm.gguf"));
        Strings(converted.Metadata, Model + "tokens").ShouldBe(Strings(original.Metadata, Model + "tokens"));
        foreach (string key in (string[])["bos_token_id", "eos_token_id", "unknown_token_id"])
            converted.Metadata.GetInteger(Model + key, 0, 9).ShouldBe(original.Metadata.GetInteger(Model + key, 0, 9), key);
        converted.Metadata.GetBoolean(Model + "add_bos_token", false).ShouldBeTrue();
        int count = Strings(original.Metadata, Model + "tokens").Length;
        int[] types = [.. Enumerable.Range(0, count).Select(id => (int)converted.Metadata.GetArray(Model + "token_type").GetInteger(id))];
        types.ShouldBe([.. Enumerable.Range(0, count).Select(id => (int)original.Metadata.GetArray(Model + "token_type").GetInteger(id))]);
        // Scores are others, their order is the same: of all tokens but single characters, which nothing merges into.
        (float[] ours, float[] theirs) = (Scores(converted.Metadata, count), Scores(original.Metadata, count));
        string[] tokens = Strings(original.Metadata, Model + "tokens");
        int[] made = [.. Enumerable.Range(0, count).Where(id => types[id] == 1 && tokens[id].EnumerateRunes().Count() > 1)];
        made.Length.ShouldBe(29612);
        made.OrderByDescending(id => ours[id]).Select(id => theirs[id]).ShouldBeInOrder(SortDirection.Descending);
        made.Select(id => ours[id]).ShouldBeUnique();
    }

    static string Template(SyntheticFolder folder)
    {
        using ConvertedTokenizer converted = new(folder.Write());
        return converted.Metadata.GetString("tokenizer.chat_template");
    }

    static float[] Scores(GgufMetadata metadata, int count)
    {
        float[] scores = new float[count];
        metadata.GetArray(Model + "scores").CopyTo(scores);
        return scores;
    }

    static string[] Strings(GgufMetadata metadata, string key)
    {
        List<string> strings = [];
        foreach (ReadOnlySpan<byte> text in metadata.GetArray(key).EnumerateStrings())
            strings.Add(System.Text.Encoding.UTF8.GetString(text));
        return [.. strings];
    }
}
