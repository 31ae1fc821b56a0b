using System.Text;
using System.Text.Json;
using Lode.Formats;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

public class ReferencePromptTests
{
    [Fact]
    public void Prompts_of_all_reference_models_encode_to_the_recorded_ids()
    {
        int models = 0;
        foreach (string record in Directory.GetFiles(TestData.Require("mini"), "*.exact.json")
            .Concat(Directory.GetFiles(TestData.Require("models/reference"), "*.exact.json")))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(record));
            JsonElement root = document.RootElement;
            string folder = Path.GetDirectoryName(record)!.Replace("reference", "");
            string model = Path.GetFileName(record).Replace(".exact.json", ".gguf").Replace("stories260K-f32", "stories260K");
            using GgufFile file = GgufFile.Open(Path.Combine(folder, model));
            Tokenizer tokenizer = Tokenizer.FromGguf(file.Metadata);
            // One character per byte.
            byte[] prompt = Encoding.Latin1.GetBytes(root.GetProperty("prompt").GetString()!);
            int[] expected = [.. root.GetProperty("prompt_tokens").EnumerateArray().Select(token => token.GetInt32())];

            tokenizer.EncodeToIds(prompt, new EncodeOptions(AddSpecial: true)).ShouldBe(expected, model);
            // Some vocabularies were cut so short that U+2581 itself falls back to bytes.
            tokenizer.Decode(expected).Replace('\u2581', ' ').ShouldBe(Encoding.UTF8.GetString(prompt), model);
            int[] greedy = [.. root.GetProperty("greedy_tokens").EnumerateArray().Select(token => token.GetInt32())];
            greedy.ShouldAllBe(token => token < tokenizer.VocabularySize);
            models++;
        }
        models.ShouldBeGreaterThan(40);
    }
}
