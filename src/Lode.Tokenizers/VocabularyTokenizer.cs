using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>What all tokenizers share: special tokens are cut out of the text, the rest is the algorithm's.</summary>
abstract class VocabularyTokenizer : ITokenizer
{
    readonly SpecialTokens _special;
    readonly SpecialTokenMatcher _userDefined;
    readonly SpecialTokenMatcher _allSpecial;
    readonly ByteStrings _bytes;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="special">The tokens with a meaning of their own.</param>
    /// <param name="bytes">What each token adds to the text.</param>
    protected VocabularyTokenizer(Vocabulary vocabulary, SpecialTokens special, ByteStrings bytes)
    {
        Vocabulary = vocabulary;
        _special = special;
        _bytes = bytes;
        _userDefined = new SpecialTokenMatcher(vocabulary, type => type is TokenType.UserDefined);
        _allSpecial = new SpecialTokenMatcher(
            vocabulary, type => type is TokenType.UserDefined or TokenType.Control or TokenType.Unknown);
    }

    public int VocabularySize => Vocabulary.Count;

    public int? BeginOfText => _special.BeginOfText;

    public int? EndOfText => _special.EndOfText;

    public bool AddsBeginOfText => _special.AddsBeginOfText;

    public bool AddsEndOfText => _special.AddsEndOfText;

    public abstract bool StripsLeadingSpace { get; }

    protected Vocabulary Vocabulary { get; }

    public bool IsEndOfGeneration(int token) => Array.BinarySearch(_special.EndOfGeneration, token) >= 0;

    public bool IsControl(int token) => (uint)token < (uint)VocabularySize && Vocabulary.Type(token) == TokenType.Control;

    public ReadOnlySpan<byte> GetBytes(int token) => _bytes[token];

    public ReadOnlySpan<byte> GetText(int token) => Vocabulary.Text(token);

    public void Encode(ReadOnlySpan<byte> utf8, EncodeOptions options, IBufferWriter<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        TokenSink sink = new(tokens);
        if (options.AddSpecial && AddsBeginOfText && BeginOfText is int begin)
            sink.Add(begin);
        SpecialTokenMatcher matcher = options.ParseSpecial ? _allSpecial : _userDefined;
        while (!utf8.IsEmpty)
        {
            (int start, int length, int token) = matcher.Find(utf8);
            if (start > 0)
                EncodeText(utf8[..start], ref sink);
            if (token >= 0)
                sink.Add(token);
            utf8 = utf8[(start + length)..];
        }
        if (options.AddSpecial && AddsEndOfText && EndOfText is int end)
            sink.Add(end);
        sink.Flush();
    }

    /// <summary>Encodes text without special tokens; nothing or a special token comes before it.</summary>
    protected abstract void EncodeText(ReadOnlySpan<byte> text, ref TokenSink sink);
}
