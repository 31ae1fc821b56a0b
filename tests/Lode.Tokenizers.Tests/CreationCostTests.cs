using Lode.Formats;

namespace Lode.Tokenizers.Tests;

public class CreationCostTests
{
    [Theory]
    [InlineData("llama3", "llama-bpe", 128_256)]
    [InlineData("qwen2_5", "qwen2", 151_665)]
    public void A_modern_vocabulary_allocates_at_most_32_megabytes(string folder, string pre, int tokens)
    {
        string path = Path.Combine(Path.GetTempPath(), $"lode-{Guid.NewGuid():N}.gguf");
        try
        {
            File.WriteAllBytes(path, TokenizerJson.Read(folder, pre).ToBytes());
            using GgufFile file = GgufFile.Open(path);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Tokenizer tokenizer = Tokenizer.FromGguf(file.Metadata);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32_000_000);
            tokenizer.VocabularySize.ShouldBe(tokens);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
