using System.Text;
using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>Makes a decoder of its description.</summary>
/// <param name="source">The file.</param>
/// <param name="tokens">The tokens.</param>
/// <param name="bytes">What each token adds where <c>ByteLevel</c> decodes; null to find out.</param>
sealed class JsonDecoder(JsonSource source, Vocabulary tokens, ByteStrings? bytes = null)
{
    const string Where = "decoder";

    public TokenDecoder Create(JsonElement? element)
    {
        if (element is not JsonElement decoder)
            return new TokenDecoder { CreateChain = (next, fromStart, _) => new JoinStage(next, fromStart) };
        if (source.Type(decoder, Where) == "ByteLevel")
            return new TokenDecoder { Bytes = bytes ?? ReadBytes() };
        List<Func<DecodeStage, bool, bool, DecodeStage>> stages = [];
        AddStages(decoder, stages, isFused: false);
        return new TokenDecoder
        {
            CreateChain = (next, fromStart, keepsIllFormed) =>
            {
                for (int i = stages.Count - 1; i >= 0; i--)
                    next = stages[i](next, fromStart, keepsIllFormed);
                return next;
            },
        };
    }

    /// <returns>Whether the text behind these stages is one token.</returns>
    bool AddStages(JsonElement element, List<Func<DecodeStage, bool, bool, DecodeStage>> stages, bool isFused)
    {
        string type = source.Type(element, Where);
        if (isFused && type is not ("Sequence" or "Fuse" or "Strip" or "Replace"))
            throw source.Unsupported(Where, "no such decoder where the text is one token already", $"'{type}'");
        switch (type)
        {
            case "Sequence":
                foreach (JsonElement part in source.Array(element, "decoders", Where))
                    isFused = AddStages(part, stages, isFused);
                return isFused;
            case "Fuse":
                return true;
            case "ByteFallback":
                stages.Add((next, _, keeps) => new ByteFallbackStage(next, keeps));
                return isFused;
            case "ByteLevel":
                stages.Add((next, _, keeps) => new ByteLevelStage(next, keeps));
                return true;
            case "Replace":
                (byte[] value, byte[] content) = Replace(element, isFused);
                stages.Add((next, _, _) => new ReplaceStage(next, value, content));
                return isFused;
            case "Strip":
                byte[] character = source.Character(element, "content", Where);
                int start = source.Integer(element, "start", Where, 0, 1 << 20);
                int stop = source.Integer(element, "stop", Where, 0, 1 << 20);
                stages.Add(isFused
                    ? (next, fromStart, _) => new FusedStripStage(next, character, fromStart ? start : 0, stop)
                    : (next, _, _) => new StripStage(next, character, start, stop));
                return isFused;
            case "WordPiece":
                byte[] prefix = Encoding.UTF8.GetBytes(source.String(element, "prefix", Where));
                bool cleans = source.Boolean(element, "cleanup", Where);
                stages.Add((next, fromStart, _) => new WordPieceStage(next, prefix, cleans, fromStart));
                return isFused;
            case "Metaspace":
                (byte[] replacement, PrependScheme prepends) = JsonPipeline.MetaspaceOptions(source, element, Where);
                stages.Add((next, fromStart, _) => new MetaspaceStage(next, replacement, prepends != PrependScheme.Never, fromStart));
                return isFused;
            case "BPEDecoder":
                byte[] suffix = Encoding.UTF8.GetBytes(source.String(element, "suffix", Where));
                stages.Add((next, _, _) => new SuffixStage(next, suffix));
                return isFused;
            case "CTC":
                byte[] pad = Encoding.UTF8.GetBytes(source.String(element, "pad_token", Where));
                byte[] delimiter = Encoding.UTF8.GetBytes(source.String(element, "word_delimiter_token", Where));
                bool tidies = source.Boolean(element, "cleanup", Where);
                stages.Add((next, _, _) => new CtcStage(next, pad, delimiter, tidies));
                return isFused;
            default:
                throw source.Unsupported(Where, "a known decoder", $"'{type}'");
        }
    }

    (byte[] Value, byte[] Content) Replace(JsonElement element, bool isFused)
    {
        if (!element.TryGetProperty("pattern", out JsonElement pattern))
            throw source.Error($"{Where}.pattern", "an object", "nothing");
        if (pattern.ValueKind == JsonValueKind.Object && pattern.TryGetProperty("Regex", out JsonElement expression))
            throw source.Unsupported($"{Where}.pattern", "a String", JsonSource.Kind(expression));
        string value = source.String(pattern, "String", $"{Where}.pattern");
        if (isFused && !JsonSource.IsCharacter(value))
            throw source.Unsupported($"{Where}.pattern", "one character, where the text is one token already", $"'{value}'");
        return (Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(source.String(element, "content", Where)));
    }

    ByteStrings ReadBytes()
    {
        ByteStrings result = new(tokens.Count);
        byte[] buffer = new byte[tokens.MaxTextLength];
        for (int id = 0; id < tokens.Count; id++)
            result.Add(ByteLevelAlphabet.TryRead(tokens.Text(id), buffer, out int length) ? buffer.AsSpan(0, length) : tokens.Text(id));
        result.TrimExcess();
        return result;
    }
}
