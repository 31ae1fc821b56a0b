using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Turns UTF-8 text into token ids and token ids into bytes, as one model's vocabulary says.</summary>
/// <remarks>Immutable once created: every member may be called from several threads at once.</remarks>
public interface ITokenizer
{
    /// <summary>The number of tokens; ids run from 0 to <see cref="VocabularySize"/> - 1.</summary>
    int VocabularySize { get; }

    /// <summary>The token that marks the beginning of a text (BOS), or null where the vocabulary has none.</summary>
    int? BeginOfText { get; }

    /// <summary>The token that marks the end of a text (EOS), or null where the vocabulary has none.</summary>
    int? EndOfText { get; }

    /// <summary>Whether <see cref="EncodeOptions.AddSpecial"/> puts <see cref="BeginOfText"/> first.</summary>
    bool AddsBeginOfText { get; }

    /// <summary>Whether <see cref="EncodeOptions.AddSpecial"/> puts <see cref="EndOfText"/> last.</summary>
    bool AddsEndOfText { get; }

    /// <summary>
    /// Whether encoding puts a space before a text that follows nothing or a special token, so that a decode from the start of a text
    /// has to drop one leading space (SentencePiece).
    /// </summary>
    bool StripsLeadingSpace { get; }

    /// <summary>Whether a model that chooses <paramref name="token"/> is done: end of text, of turn or of message.</summary>
    /// <returns>False also for ids outside the vocabulary.</returns>
    bool IsEndOfGeneration(int token);

    /// <summary>Whether <paramref name="token"/> steers the model and is no text: BOS, EOS, chat markers.</summary>
    /// <returns>False also for ids outside the vocabulary.</returns>
    bool IsControl(int token);

    /// <summary>Appends the token ids of a text.</summary>
    /// <param name="utf8">
    /// The text. Bytes that are not well-formed UTF-8 are allowed: each counts as a character of its own, neither letter nor space, and
    /// decodes to itself again, or to U+FFFD where the vocabulary lacks that byte.
    /// </param>
    /// <param name="options">What to add and what to recognise.</param>
    /// <param name="tokens">Where the ids go. Nothing is written for an empty text without special tokens.</param>
    /// <exception cref="ArgumentException">The text is above 700 million bytes and the vocabulary SentencePiece.</exception>
    void Encode(ReadOnlySpan<byte> utf8, EncodeOptions options, IBufferWriter<int> tokens);

    /// <summary>
    /// The bytes that a token adds to the text: one byte for byte tokens, nothing for control tokens and the unknown token, a space for
    /// each U+2581 of SentencePiece. A token may begin or end in the middle of a character.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    ReadOnlySpan<byte> GetBytes(int token);

    /// <summary>The vocabulary's own spelling of a token, UTF-8 as stored in the file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    ReadOnlySpan<byte> GetText(int token);
}
