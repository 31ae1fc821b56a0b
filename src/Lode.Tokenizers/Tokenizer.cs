namespace Lode.Tokenizers;

/// <summary>Turns text into token ids and token ids into text, exactly as one model's tokenizer does.</summary>
/// <remarks>
/// <para>
/// Immutable once opened: every member may be called from several threads at once. Made by <see cref="Open"/> and the methods beside it
/// from <c>tokenizer.json</c>, GGUF, SentencePiece and other files; what cannot be reproduced exactly is refused then.
/// </para>
/// <para>
/// Text is UTF-8 or UTF-16. Bytes that are not well-formed UTF-8 are allowed: each counts as a character of its own that no class and no
/// pattern holds; byte-level vocabularies encode it as itself, so that it comes back, the others as they do any unknown character. A lone
/// surrogate counts as U+FFFD. No text makes a member throw.
/// </para>
/// </remarks>
public sealed partial class Tokenizer
{
    readonly TextPipeline _pipeline;
    readonly Vocabulary _vocabulary;
    readonly SpecialTokens _special;
    readonly PostProcessor _post;
    readonly Lazy<TokenBytes> _bytes;
    readonly Lazy<DecodeTable>[] _decodeTables; // one that spells special tokens out, one that skips them
    long _tokensUntilTable;
    readonly Lazy<TokenTrie> _trie;
    readonly PipelineDescription? _description;
    readonly byte[]? _sourceHash;

    internal Tokenizer(TokenizerParts parts, TokenizerOptions? options = null)
    {
        options ??= TokenizerOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegative(options.CacheBytes);
        parts.Model.UseCache(options.CacheBytes);
        _pipeline = new TextPipeline(parts);
        _vocabulary = parts.Vocabulary;
        _special = parts.Special;
        _post = parts.PostProcessor;
        Decoder = parts.Decoder;
        Truncation = options.Truncation ?? parts.Truncation;
        Padding = options.Padding ?? parts.Padding;
        _bytes = new Lazy<TokenBytes>(() => parts.Bytes ?? TokenBytes.Of(Decoder, _vocabulary));
        _decodeTables = [NewTable(skipsSpecial: false), NewTable(skipsSpecial: true)];
        // Making the table costs about as much as decoding so many tokens without it.
        _tokensUntilTable = _vocabulary.Count / (Decoder.Bytes is null && parts.Bytes is null ? 1 : 4);
        _trie = new Lazy<TokenTrie>(() => parts.Trie ?? TokenTrieBuilder.Build(this));
        _description = parts.Description;
        _sourceHash = parts.SourceHash;
    }

    /// <summary>The number of tokens; ids run from 0 to <see cref="VocabularySize"/> - 1, some of which may mean nothing.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>The token that marks the beginning of a text (BOS), or null where the vocabulary has none.</summary>
    public int? BeginOfText => _special.BeginOfText;

    /// <summary>The token that marks the end of a text (EOS), or null where the vocabulary has none.</summary>
    public int? EndOfText => _special.EndOfText;

    /// <summary>Whether <see cref="EncodeOptions.AddSpecial"/> puts <see cref="BeginOfText"/> first.</summary>
    public bool AddsBeginOfText => _special.AddsBeginOfText;

    /// <summary>Whether <see cref="EncodeOptions.AddSpecial"/> puts <see cref="EndOfText"/> last.</summary>
    public bool AddsEndOfText => _special.AddsEndOfText;

    /// <summary>Where texts are cut that are too long; null where they are not.</summary>
    public TruncationOptions? Truncation { get; }

    /// <summary>How the rows of a batch are filled up; null where they are not.</summary>
    public PaddingOptions? Padding { get; }

    /// <summary>The bytes of all tokens (<see cref="GetBytes"/>) as a trie; built when it is first asked for: tens of milliseconds.</summary>
    /// <exception cref="NotSupportedException">A token has more than 1,023 bytes, or there are more than 16 million nodes.</exception>
    public TokenTrie Trie => _trie.Value;

    /// <summary>
    /// SHA-256 of the file that a compiled form was made of, to find out whether it is still that file; empty where this is no compiled form.
    /// </summary>
    public ReadOnlySpan<byte> SourceHash => _sourceHash;

    internal TokenDecoder Decoder { get; }

    internal TextPipeline Pipeline => _pipeline;

    internal SpecialTokens Special => _special;

    internal TokenBytes AllBytes => _bytes.Value;

    internal PipelineDescription? Description => _description;

    internal Vocabulary Vocabulary => _vocabulary;

    internal TokenizerModel Model => _pipeline.Model;

    internal PreTokenizer? Words => _pipeline.Words;

    /// <summary>Whether a model that chooses <paramref name="token"/> is done: end of text, of turn or of message.</summary>
    /// <returns>False also for ids outside the vocabulary.</returns>
    public bool IsEndOfGeneration(int token) => Array.BinarySearch(_special.EndOfGeneration, token) >= 0;

    /// <summary>Whether <paramref name="token"/> is special, steers the model and is no text: BOS, EOS, chat markers.</summary>
    /// <returns>False also for ids outside the vocabulary.</returns>
    public bool IsControl(int token) => Contains(token) && _vocabulary.Type(token) == TokenType.Control;

    /// <summary>The id of a token by the vocabulary's own spelling.</summary>
    /// <param name="text">The spelling, UTF-8.</param>
    /// <param name="token">The id, or -1.</param>
    /// <returns>Whether there is such a token.</returns>
    public bool TryGetId(ReadOnlySpan<byte> text, out int token)
    {
        token = _vocabulary.Find(text);
        return token >= 0;
    }

    /// <summary>
    /// The bytes that a token adds to the text after others: one byte for byte tokens, nothing for control tokens and the unknown token of
    /// SentencePiece, a space for each U+2581 that stands for one. A token may begin or end in the middle of a character.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    public ReadOnlySpan<byte> GetBytes(int token) => IsControl(token) ? [] : _bytes.Value.Bytes[token];

    /// <summary>The vocabulary's own spelling of a token, UTF-8 as stored in the file; empty for an id that means nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    public ReadOnlySpan<byte> GetText(int token) => _vocabulary.Text(token);

    internal bool Contains(int token) => (uint)token < (uint)_vocabulary.Count && !_vocabulary.Text(token).IsEmpty;

    /// <summary>The table for decoding many tokens, once so many were met that it is worth its making; else null.</summary>
    /// <param name="tokens">How many are about to be decoded.</param>
    /// <param name="skipsSpecial">Special tokens add nothing.</param>
    internal DecodeTable? DecodeTableFor(int tokens, bool skipsSpecial)
    {
        Lazy<DecodeTable> table = _decodeTables[skipsSpecial ? 1 : 0];
        return table.IsValueCreated || Interlocked.Add(ref _tokensUntilTable, -tokens) <= 0 ? table.Value : null;
    }

    Lazy<DecodeTable> NewTable(bool skipsSpecial) =>
        new(() => new DecodeTable(_bytes.Value, _vocabulary.Types.Span, skipsSpecial));
}
