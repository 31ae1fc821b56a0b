using System.Buffers;
using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>The small components of a tokenizer as <c>tokenizer.json</c> describes them: all but tokens and model.</summary>
/// <param name="Json">An object of the sections, UTF-8.</param>
/// <param name="SpellsBytes">GPT-2's spelling of bytes is written out; otherwise the bytes stand for it.</param>
sealed record PipelineDescription(byte[] Json, bool SpellsBytes)
{
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
