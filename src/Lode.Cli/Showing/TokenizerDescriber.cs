using System.Text;
using Lode.Formats;

namespace Lode.Cli.Showing;

/// <summary>Reads what <c>lode show</c> tells of a vocabulary.</summary>
static class TokenizerDescriber
{
    const string Prefix = "tokenizer.ggml.";
    const string IdSuffix = "_token_id";

    public static TokenizerDescription? Describe(GgufMetadata metadata)
    {
        if (!metadata.TryGet($"{Prefix}tokens", out GgufValue tokens) || tokens.Type != GgufValueType.Array)
            return null;
        GgufArray vocabulary = tokens.AsArray();
        return new TokenizerDescription(
            ModelDescriber.FindText(metadata, $"{Prefix}model"),
            ModelDescriber.FindText(metadata, $"{Prefix}pre"),
            vocabulary.Count,
            FindSpecialTokens(metadata, vocabulary));
    }

    static List<SpecialTokenDescription> FindSpecialTokens(GgufMetadata metadata, GgufArray vocabulary)
    {
        SortedDictionary<long, string?> texts = [];
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
                texts[id] = null;
            }
        }
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
