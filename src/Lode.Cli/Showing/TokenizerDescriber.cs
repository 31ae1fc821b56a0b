using System.Text;
using Lode.Formats;
using Lode.Memory;
using Lode.Tokenizers;

namespace Lode.Cli.Showing;

/// <summary>Reads what <c>lode show</c> tells of a vocabulary.</summary>
static class TokenizerDescriber
{
    const string Prefix = "tokenizer.ggml.";
    const string IdSuffix = "_token_id";

    public static TokenizerDescription? Describe(GgufModel model)
    {
        GgufMetadata metadata = model.Metadata;
        if (model.TryGetTensor(GgufSections.Tokenizer, out GgufTensor? section) && GgufSections.IsSection(section))
            return DescribePacked(metadata, section);
        if (!metadata.TryGet($"{Prefix}tokens", out GgufValue tokens) || tokens.Type != GgufValueType.Array)
            return null;
        GgufArray vocabulary = tokens.AsArray();
        return new TokenizerDescription(
            ModelDescriber.FindText(metadata, $"{Prefix}model"),
            ModelDescriber.FindText(metadata, $"{Prefix}pre"),
            vocabulary.Count,
            FindSpecialTokens(metadata, vocabulary));
    }

    static TokenizerDescription? DescribePacked(GgufMetadata metadata, GgufTensor section)
    {
        try
        {
            Tokenizer tokenizer = Tokenizer.FromPacked(metadata, section, out MappedView lease);
            using (lease)
            {
                return new TokenizerDescription(
                    ModelDescriber.FindText(metadata, $"{Prefix}model"),
                    ModelDescriber.FindText(metadata, $"{Prefix}pre"),
                    tokenizer.VocabularySize,
                    [.. FindRoles(metadata).Select(role => new SpecialTokenDescription(role.Role, role.Id,
                        role.Id < tokenizer.VocabularySize ? Encoding.UTF8.GetString(tokenizer.GetText((int)role.Id)) : null))]);
            }
        }
        catch (ModelFormatException)
        {
            return null; // why is told as what keeps the model from running
        }
    }

    static List<(string Role, long Id)> FindRoles(GgufMetadata metadata)
    {
        List<(string Role, long Id)> roles = [];
        foreach (string key in metadata.Keys)
        {
            if (!key.StartsWith(Prefix, StringComparison.Ordinal) || !key.EndsWith(IdSuffix, StringComparison.Ordinal))
                continue;
            metadata.TryGet(key, out GgufValue value);
            if (value.Type is GgufValueType.UInt32 or GgufValueType.Int32)
            {
                long id = value.AsInteger();
                if (id is uint.MaxValue or < 0)
                    continue; // how converters write that there is none
                roles.Add((key[Prefix.Length..^IdSuffix.Length], id));
            }
        }
        return roles;
    }

    static List<SpecialTokenDescription> FindSpecialTokens(GgufMetadata metadata, GgufArray vocabulary)
    {
        List<(string Role, long Id)> roles = FindRoles(metadata);
        SortedDictionary<long, string?> texts = new(roles.Select(role => role.Id).Distinct().ToDictionary(id => id, _ => (string?)null));
        if (vocabulary.ElementType == GgufValueType.String && texts.Count > 0)
        {
            // The vocabulary can only be walked from its start: once, as far as the last id.
            long last = texts.Keys.Last();
            long id = 0;
            foreach (ReadOnlySpan<byte> text in vocabulary.EnumerateStrings())
            {
                if (texts.ContainsKey(id))
                    texts[id] = Encoding.UTF8.GetString(text);
                if (id++ == last)
                    break;
            }
        }
        return [.. roles.Select(role => new SpecialTokenDescription(role.Role, role.Id, texts[role.Id]))];
    }
}
