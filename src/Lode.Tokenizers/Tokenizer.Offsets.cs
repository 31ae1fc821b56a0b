using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>Appends the token ids of a text and where in it each token comes from.</summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="unit">What places are counted in.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="offsets">
    /// Where the places go, one for each id: of the text as it was given, through all normalisation, as Hugging Face has them. Tokens that
    /// were added have (0, 0).
    /// </param>
    /// <param name="options">What to add and what to recognise.</param>
    public void EncodeToIds(
        ReadOnlySpan<byte> utf8, OffsetUnit unit, IBufferWriter<int> ids, IBufferWriter<TokenOffset> offsets, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(offsets);
        EncodeWithOffsets(utf8, unit, ids, offsets, options, truncates: Truncation is not null);
    }

    /// <summary>The tokens of a text with spelling and place in UTF-16 units.</summary>
    /// <param name="text">The text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public IReadOnlyList<EncodedToken> EncodeToTokens(string text, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        using PooledUtf8 utf8 = new(text);
        return EncodeToTokens(utf8.Bytes, OffsetUnit.Utf16, options);
    }

    /// <summary>The tokens of a UTF-8 text with spelling and place.</summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="unit">What places are counted in.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public IReadOnlyList<EncodedToken> EncodeToTokens(ReadOnlySpan<byte> utf8, OffsetUnit unit, EncodeOptions options = default)
    {
        using PooledWriter<int> ids = new(utf8.Length / 3 + 16);
        using PooledWriter<TokenOffset> offsets = new(utf8.Length / 3 + 16);
        EncodeToIds(utf8, unit, ids, offsets, options);
        EncodedToken[] tokens = new EncodedToken[ids.Written.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            TokenOffset offset = offsets.Written[i];
            int id = ids.Written[i];
            // A damaged compiled form may give ids that are no tokens.
            tokens[i] = new EncodedToken(id, Contains(id) ? Encoding.UTF8.GetString(GetText(id)) : "", offset.Start..offset.End);
        }
        return tokens;
    }

    void EncodeWithOffsets(
        ReadOnlySpan<byte> utf8, OffsetUnit unit, IBufferWriter<int> ids, IBufferWriter<TokenOffset> offsets, EncodeOptions options,
        bool truncates)
    {
        if (truncates)
        {
            EncodeTruncated(utf8, ids, (unit, offsets), options);
            return;
        }
        using PooledWriter<int> own = new(utf8.Length / 3 + 16);
        EncodeWithOffsets(utf8, unit, own, offsets, options);
        ids.Write(own.Written);
    }

    /// <summary>Encodes a whole text; <paramref name="ids"/> is empty before.</summary>
    void EncodeWithOffsets(
        ReadOnlySpan<byte> utf8, OffsetUnit unit, PooledWriter<int> ids, IBufferWriter<TokenOffset> offsets, EncodeOptions options)
    {
        EncodeWorkspace workspace = EncodeWorkspace.Rent();
        TokenSink sink = new(ids, workspace.Offsets);
        Encode(utf8, options, workspace, ref sink);
        sink.Flush();

        Span<int> values = workspace.Offsets.Values;
        if (_post.TrimsOffsets)
        {
            OffsetConverter.Convert(values, utf8, OffsetUnit.CodePoint);
            int before = options.AddSpecial ? _post.Before.Length : 0;
            int after = options.AddSpecial ? _post.After.Length : 0;
            OffsetTrimmer.Trim(
                values[(2 * before)..], ids.Written[before..^after], _vocabulary, _post.HasPrefixSpace);
            OffsetConverter.ConvertFromCodePoints(values, utf8, unit);
        }
        else
        {
            OffsetConverter.Convert(values, utf8, unit);
        }
        offsets.Write(MemoryMarshal.Cast<int, TokenOffset>(values));
        workspace.Return();
    }
}
