using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Lode.Formats;
using Lode.Tests;
using Lode.Weights.HuggingFace;

namespace Lode.Weights.Tests.HuggingFace;

/// <summary>Folders that are damaged or made to do harm: one clear error each, soon.</summary>
public class HostileFolderTests
{
    static readonly string[] s_files = ["config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json"];

    /// <summary>File, bytes as Latin-1, and what the message must say.</summary>
    public static TheoryData<string, string, string> Broken => new()
    {
        { "config.json", "", "line 1" },
        { "config.json", "{", "line 1" },
        { "config.json", "[]", "a JSON object" },
        { "config.json", "null", "a JSON object" },
        { "config.json", "{\"model_type\":\"llama\",\"model_type\":\"mistral\"}", "Duplicate" },
        { "config.json", "{\"hidden_size\":NaN}", "line 1" },
        { "config.json", "{\"a\":\"\xFF\"}", "UTF-8" },
        { "config.json", "{\"\\ud800\":1}", "Unicode" },
        { "config.json", "{\"model_type\":\"\\ud800\"}", "model_type" },
        { "config.json", "{\"model_type\":\"llama\"} x", "line 1" },
        { "tokenizer.json", "", "JSON" },
        { "tokenizer.json", "{", "JSON" },
        { "tokenizer.json", "{}", "'model'" },
        { "tokenizer.json", "[]", "an object" },
        { "tokenizer.json", "{\"model\":{\"vocab\":{\"a\":0},\"vocab\":{}}}", "a second one" },
        { "tokenizer.json", "{\"model\":{\"vocab\":{\"a\":0,\"a\":1},\"merges\":[]}}", "every token and every id once" },
        { "tokenizer.json", "{\"model\":{},\"model\":{}}", "a second one" },
        { "tokenizer.json", "{\"decoder\":1,\"decoder\":2,\"model\":{}}", "a second one" },
        { "tokenizer.json", "{\"model\":{\"vocab\":{\"\\ud800\":0}}}", "Unicode" },
        { "tokenizer.json", "{\"model\":{\"vocab\":{\"\xFF\":0}}}", "Unicode" },
        { "tokenizer.json", "{\"model\":{\"vocab\":{\"a\":0},\"merges\":[\"\\ud800 a\"]}}", "Unicode" },
        { "tokenizer.json", "{\"model\":{\"vocab\":{\"a\":0},\"merges\":[]}} x", "JSON" },
        { "tokenizer_config.json", "{\"bos_token\":7}", "bos_token" },
        { "tokenizer_config.json", "{\"bos_token\":\"<none>\"}", "bos_token" },
        { "generation_config.json", "{\"eos_token_id\":99999}", "special tokens" },
        { "generation_config.json", "{\"eos_token_id\":{}}", "eos_token_id" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_file_is_one_error_that_names_it(string file, string content, string named)
    {
        using SyntheticFolder folder = new();
        string path = Path.Combine(folder.Write(), file);
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));
        ModelFormatException error = Should.Throw<ModelFormatException>(() => HuggingFaceModel.OpenAsGguf(folder.Path));
        error.Message.ShouldContain(named);
        Path.GetFileName(error.File).ShouldBeOneOf(file, "config.json"); // generation_config.json fills gaps of the other
    }

    [Theory]
    [InlineData("config.json", "[")]
    [InlineData("config.json", "{\"a\":")]
    [InlineData("tokenizer.json", "[")]
    [InlineData("tokenizer.json", "{\"a\":")]
    [InlineData("tokenizer.json", "{\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[")]
    public void Deep_nesting_is_an_error_and_no_overflow(string file, string part)
    {
        using SyntheticFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Write(), file), string.Concat(Enumerable.Repeat(part, 100_000)));
        Should.Throw<ModelFormatException>(() => HuggingFaceModel.OpenAsGguf(folder.Path));
    }

    [Fact]
    public void A_merge_list_made_to_take_long_is_refused_soon()
    {
        using SyntheticFolder folder = new();
        folder.TokenizerConfig = null;
        folder.Tokenizer = SyntheticFolder.SentencePiece();
        JsonObject vocabulary = folder.Tokenizer["model"]!["vocab"]!.AsObject();
        JsonArray merges = folder.Tokenizer["model"]!["merges"]!.AsArray();
        // Every second merge makes 'ab...' of 20,000 others again.
        for (int i = 0; i < 20_000; i++)
        {
            string token = ((char)(0x4E00 + i)).ToString();
            vocabulary[token] = vocabulary.Count;
            vocabulary[token + token] = vocabulary.Count;
            merges.Add($"{token} {token}");
        }
        vocabulary["aba"] = vocabulary.Count;
        vocabulary["ba"] = vocabulary.Count;
        merges.Insert(0, "ab a");
        merges.Add("b a");
        merges.Add("a ba");
        long began = Stopwatch.GetTimestamp();
        Should.Throw<ModelFormatException>(() => new ConvertedTokenizer(folder.Write()));
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Files_with_flipped_cut_and_repeated_bytes_open_or_are_one_error()
    {
        using SyntheticFolder folder = new();
        folder.GenerationConfig = new() { ["eos_token_id"] = 257 };
        string path = folder.Write();
        Dictionary<string, byte[]> originals = s_files.ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(path, file)));
        Random random = new(7);
        int opened = 0;
        for (int round = 0; round < 600; round++)
        {
            string file = s_files[random.Next(s_files.Length)];
            byte[] bytes = Mutate(originals[file], random);
            File.WriteAllBytes(Path.Combine(path, file), bytes);
            try
            {
                HuggingFaceModel.OpenAsGguf(path).Dispose();
                opened++;
            }
            catch (ModelFormatException error)
            {
                error.Message.ShouldStartWith(path);
            }
            File.WriteAllBytes(Path.Combine(path, file), originals[file]);
        }
        opened.ShouldBeInRange(1, 599);
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes[at] = "{}[]\",:0-9eE\\tfn"u8[random.Next(16)];
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : 0);
                    break;
            }
        }
        return [.. bytes];
    }
}
