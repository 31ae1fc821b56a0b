using Lode.Formats;
using Lode.Tests;
using Lode.Tokenizers;
using Lode.Weights.HuggingFace;

namespace Lode.Weights.Tests.HuggingFace;

/// <summary>A tokenizer that went from a folder's tokenizer.json through GGUF metadata.</summary>
sealed class ConvertedTokenizer : IDisposable
{
    readonly GgufFile _file;

    public ConvertedTokenizer(string folder)
    {
        List<string> notes = [];
        _file = HeaderInMemory.Create("converted.gguf", writer =>
        {
            writer.Add("general.architecture", "llama");
            TokenizerMetadata.Add(writer, folder, null, notes);
        });
        Notes = notes;
    }

    public GgufMetadata Metadata => _file.Metadata;

    public IReadOnlyList<string> Notes { get; }

    public static ConvertedTokenizer OfData(string folder) => new(TestData.Require($"tokenizers/vocab/{folder}"));

    public Tokenizer Create() => Tokenizer.FromGguf(Metadata);

    public void Dispose() => _file.Dispose();
}
