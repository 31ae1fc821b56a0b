using System.Buffers;
using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>The small components of a tokenizer as <c>tokenizer.json</c> describes them: all but tokens and model.</summary>
/// <remarks>
/// Sources of other formats have components that <c>tokenizer.json</c> has no words for. These are in a section <c>lode</c>, an object:
/// <c>words</c>, the name of the pre-tokenizer in GGUF; <c>encoding</c>, that of a <c>.tiktoken</c> file; <c>normalizer</c>, the three
/// switches of a SentencePiece model; <c>strips_space</c>, whether decoding drops a space at the start. Where it is, and there is no
/// decoder, tokens are concatenated, and special tokens put around a text are the BOS and EOS that are added.
/// </remarks>
/// <param name="Json">An object of the sections, UTF-8.</param>
/// <param name="SpellsBytes">GPT-2's spelling of bytes is written out; otherwise the bytes stand for it.</param>
sealed record PipelineDescription(byte[] Json, bool SpellsBytes)
{
    /// <summary>The name of the section that is not of <c>tokenizer.json</c>.</summary>
    public const string Own = "lode";

    /// <summary>SentencePiece's character map, as it is in its models; null where there is none.</summary>
    public byte[]? CharacterMap { get; init; }

    static readonly string[] s_sections = ["normalizer", "pre_tokenizer", "post_processor", "decoder", "truncation", "padding"];

    /// <summary>Copies what is needed of the sections of a file.</summary>
    public static PipelineDescription Of(Dictionary<string, JsonElement> sections, bool spellsBytes)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            foreach (string name in s_sections)
            {
                if (!sections.TryGetValue(name, out JsonElement section))
                    continue;
                writer.WritePropertyName(name);
                section.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return new PipelineDescription(json.WrittenSpan.ToArray(), spellsBytes);
    }
}
