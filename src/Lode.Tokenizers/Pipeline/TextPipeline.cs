namespace Lode.Tokenizers;

/// <summary>The way of a text: added tokens are cut out, the rest is normalised, cut into words, and given to the model.</summary>
sealed class TextPipeline
{
    readonly AddedTokenMatcher? _raw;
    readonly AddedTokenMatcher? _normalized;
    readonly Normalizer? _normalizer;
    readonly SplitStep[] _steps;
    readonly TokenizerModel _model;
    readonly PreTokenizer? _words; // cuts the text itself, where that is all that the steps do
    readonly bool _isDirect;
    readonly bool _needsOrigins;
    readonly Lazy<TextCutter?> _cutter;

    /// <param name="parts">What the tokenizer is made of.</param>
    public TextPipeline(TokenizerParts parts)
    {
        _normalizer = parts.Normalizer;
        _model = parts.Model;
        _needsOrigins = parts.NeedsOrigins;
        _steps = parts.Steps;
        (_isDirect, _words) = Simplify(_steps);
        _cutter = new(() => TextCutter.TryCreate(parts, _isDirect, _words, _raw, _normalized));
        AddedToken[] raw = [.. parts.Added.Where(token => !token.IsNormalized)];
        AddedToken[] normalized = [.. parts.Added.Where(token => token.IsNormalized)];
        _raw = parts.RawMatcher ?? (raw.Length == 0 ? null : new AddedTokenMatcher(raw));
        _normalized = parts.NormalizedMatcher
            ?? (normalized.Length == 0 ? null : new AddedTokenMatcher(normalized, Normalize(normalized)));
        if (_normalized is null && _model is WordPieceModel pieces)
            pieces.Follow(_normalizer, _steps);
    }

    /// <summary>The model at its end.</summary>
    public TokenizerModel Model => _model;

    /// <summary>Finds the added tokens of raw text; null where there are none.</summary>
    public AddedTokenMatcher? RawMatcher => _raw;

    /// <summary>Finds the added tokens of normalised text; null where there are none.</summary>
    public AddedTokenMatcher? NormalizedMatcher => _normalized;

    /// <summary>Cuts the text itself, where that is all that the pre-tokenizers do; else null.</summary>
    public PreTokenizer? Words => _words;

    /// <summary>Finds where texts may be cut, or null where no place is certain.</summary>
    public TextCutter? Cutter => _cutter.Value;

    /// <summary>Appends the ids of a text; places, where the sink wants them, are bytes of the text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="withSpecial">Whether special tokens are recognised in it.</param>
    /// <param name="workspace">Memory to work in.</param>
    /// <param name="sink">Where the ids go.</param>
    public void Encode(ReadOnlySpan<byte> utf8, bool withSpecial, EncodeWorkspace workspace, ref TokenSink sink)
    {
        for (int at = 0, end; at < utf8.Length; at = end)
        {
            int start = utf8.Length;
            int token = -1;
            end = start;
            if (_raw is not null)
                token = _raw.Find(utf8, at, withSpecial, out start, out end);
            if (start > at)
                EncodePart(utf8[at..start], at, withSpecial, workspace, ref sink);
            if (token < 0)
                continue;
            sink.PieceStart = 0;
            sink.Add(token, start, end);
        }
    }

    /// <summary>Encodes text between added tokens of the raw text.</summary>
    void EncodePart(ReadOnlySpan<byte> part, int origin, bool withSpecial, EncodeWorkspace workspace, ref TokenSink sink)
    {
        if (!sink.WantsOffsets && (_model as WordPieceModel)?.Words(part.Length) is { } words)
            words.Encode(part, this, workspace, ref sink);
        else
            EncodeGenerally(part, origin, withSpecial, workspace, ref sink);
    }

    /// <summary>Encodes text between added tokens of the raw text, step by step; works for all tokenizers.</summary>
    internal void EncodeGenerally(ReadOnlySpan<byte> part, int origin, bool withSpecial, EncodeWorkspace workspace, ref TokenSink sink)
    {
        TextBuffer? source = null;
        if (_normalizer is not null)
        {
            source = workspace.Text;
            source.Load(part, origin, sink.WantsOffsets || _needsOrigins);
            _normalizer.Normalize(source);
            part = source.Bytes;
        }
        for (int at = 0, end; at < part.Length; at = end)
        {
            int start = part.Length;
            int token = -1;
            end = start;
            if (_normalized is not null)
                token = _normalized.Find(part, at, withSpecial, out start, out end);
            if (start > at)
                EncodeSegment(part, at, start, origin, source, workspace, ref sink);
            if (token < 0)
                continue;
            (int from, int to) = source is null ? (origin + start, origin + end) : sink.WantsOffsets ? source.Origin(start, end) : default;
            sink.PieceStart = 0;
            sink.Add(token, from, to);
        }
    }

    /// <summary>Encodes text without added tokens: bytes <paramref name="start"/> to <paramref name="end"/> of a part.</summary>
    void EncodeSegment(
        ReadOnlySpan<byte> part, int start, int end, int origin, TextBuffer? source, EncodeWorkspace workspace, ref TokenSink sink)
    {
        int first = workspace.Offsets.Count;
        if (_isDirect)
        {
            sink.PieceStart = source is null ? origin + start : start;
            _model.EncodeSegment(part[start..end], _words, ref sink);
        }
        else
        {
            if (source is null)
                workspace.Segment.Load(part[start..end], origin + start, sink.WantsOffsets || _needsOrigins);
            else if (start > 0 || end < part.Length)
                workspace.Segment.Load(source, start, end);
            source = source is null || start > 0 || end < part.Length ? workspace.Segment : source;
            EncodePieces(source, workspace, ref sink);
        }
        if (source is not null && sink.WantsOffsets)
            MapToOrigins(workspace.Offsets, first, source);
    }

    void EncodePieces(TextBuffer text, EncodeWorkspace workspace, ref TokenSink sink)
    {
        PieceList pieces = workspace.Pieces;
        pieces.Reset(text.Length);
        foreach (SplitStep step in _steps)
            step.Split(text, workspace);
        ReadOnlySpan<byte> bytes = text.Bytes;
        for (int i = 0; i < pieces.Count; i++)
        {
            (int start, int end) = pieces[i];
            sink.PieceStart = start;
            _model.EncodeSegment(bytes[start..end], null, ref sink);
        }
    }

    static void MapToOrigins(OffsetBuffer offsets, int first, TextBuffer text)
    {
        Span<int> values = offsets.Values[(2 * first)..];
        for (int i = 0; i < values.Length; i += 2)
            (values[i], values[i + 1]) = text.Origin(values[i], values[i + 1]);
    }

    byte[][] Normalize(AddedToken[] tokens)
    {
        TextBuffer text = new();
        return [.. tokens.Select(token =>
        {
            if (_normalizer is null || token.KeepsSpelling)
                return token.Content;
            text.Load(token.Content, 0, false);
            _normalizer.Normalize(text);
            return text.Bytes.ToArray();
        })];
    }

    static (bool IsDirect, PreTokenizer? Words) Simplify(SplitStep[] steps)
    {
        PreTokenizer? words = null;
        foreach (SplitStep step in steps)
        {
            PreTokenizer? cut;
            switch (step)
            {
                case PatternSplit { Words: not null } split:
                    cut = split.Words;
                    break;
                case ByteLevelSplit { KeepsText: true } split:
                    cut = split.Words;
                    break;
                default:
                    return (false, null);
            }
            if (cut is not null && words is not null)
                return (false, null);
            words ??= cut;
        }
        return (true, words);
    }
}
