namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>The number of tokens of a text, before any truncation. Allocates nothing.</summary>
    /// <param name="text">The text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public int CountTokens(string text, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return CountTokens(text.AsSpan(), options);
    }

    /// <inheritdoc cref="CountTokens(string, EncodeOptions)"/>
    public int CountTokens(ReadOnlySpan<char> text, EncodeOptions options = default)
    {
        using PooledUtf8 utf8 = new(text);
        return CountTokens(utf8.Bytes, options);
    }

    /// <summary>The number of tokens of a UTF-8 text, before any truncation. Allocates nothing.</summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public int CountTokens(ReadOnlySpan<byte> utf8, EncodeOptions options = default)
    {
        EncodeWorkspace workspace = EncodeWorkspace.Rent();
        TokenSink sink = new(workspace.Scratch);
        Encode(utf8, options, workspace, ref sink);
        workspace.Return();
        return (int)sink.Count;
    }

    /// <summary>Where to cut a text so that its beginning has at most so many tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens, at least 0.</param>
    /// <param name="tokenCount">The tokens that end before the cut.</param>
    /// <param name="options">What to recognise; what would be added is not counted.</param>
    /// <returns>
    /// An index of <paramref name="text"/> where a token ends and no character is cut, the largest there is; the length of the text where
    /// all of it fits.
    /// </returns>
    public int GetIndexByTokenCount(ReadOnlySpan<char> text, int maxTokenCount, out int tokenCount, EncodeOptions options = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokenCount);
        using PooledWriter<TokenOffset> offsets = Offsets(text, options);
        ReadOnlySpan<TokenOffset> tokens = offsets.Written;
        tokenCount = Math.Min(maxTokenCount, tokens.Length);
        if (tokenCount == tokens.Length)
            return text.Length;
        while (tokenCount > 0 && tokens[tokenCount].Start < tokens[tokenCount - 1].End)
            tokenCount--; // the two share a character
        return tokenCount == 0 ? 0 : tokens[tokenCount - 1].End;
    }

    /// <summary>Where to cut a text so that its end has at most so many tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens, at least 0.</param>
    /// <param name="tokenCount">The tokens that begin at or after the cut.</param>
    /// <param name="options">What to recognise; what would be added is not counted.</param>
    /// <returns>
    /// An index of <paramref name="text"/> where a token begins and no character is cut, the smallest there is; 0 where all of it fits.
    /// </returns>
    public int GetIndexByTokenCountFromEnd(ReadOnlySpan<char> text, int maxTokenCount, out int tokenCount, EncodeOptions options = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokenCount);
        using PooledWriter<TokenOffset> offsets = Offsets(text, options);
        ReadOnlySpan<TokenOffset> tokens = offsets.Written;
        int first = Math.Max(0, tokens.Length - maxTokenCount);
        while (first > 0 && first < tokens.Length && tokens[first].Start < tokens[first - 1].End)
            first++;
        tokenCount = tokens.Length - first;
        return first == 0 ? 0 : first == tokens.Length ? text.Length : tokens[first].Start;
    }

    PooledWriter<TokenOffset> Offsets(ReadOnlySpan<char> text, EncodeOptions options)
    {
        PooledWriter<TokenOffset> offsets = new(text.Length / 3 + 16);
        using PooledUtf8 utf8 = new(text);
        using PooledWriter<int> ids = new(text.Length / 3 + 16);
        EncodeWithOffsets(utf8.Bytes, OffsetUnit.Utf16, ids, offsets, options with { AddSpecial = false }, truncates: false);
        return offsets;
    }
}
