using System.Buffers;

namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>The token ids of a text; a lone surrogate counts as U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public int[] EncodeToIds(string text, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EncodeToIds(text.AsSpan(), options);
    }

    /// <inheritdoc cref="EncodeToIds(string, EncodeOptions)"/>
    public int[] EncodeToIds(ReadOnlySpan<char> text, EncodeOptions options = default)
    {
        using PooledUtf8 utf8 = new(text);
        return EncodeToIds(utf8.Bytes, options);
    }

    /// <summary>The token ids of a UTF-8 text.</summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public int[] EncodeToIds(ReadOnlySpan<byte> utf8, EncodeOptions options = default)
    {
        using PooledWriter<int> ids = new(utf8.Length / 3 + 16);
        EncodeToIds(utf8, ids, options);
        return ids.Written.ToArray();
    }

    /// <summary>Appends the token ids of a text. Allocates nothing once the writer has room.</summary>
    /// <param name="text">The text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public void EncodeToIds(ReadOnlySpan<char> text, IBufferWriter<int> ids, EncodeOptions options = default)
    {
        using PooledUtf8 utf8 = new(text);
        EncodeToIds(utf8.Bytes, ids, options);
    }

    /// <summary>Appends the token ids of a UTF-8 text. Allocates nothing once the writer has room.</summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="ids">Where the ids go. Nothing is written for an empty text without special tokens.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public void EncodeToIds(ReadOnlySpan<byte> utf8, IBufferWriter<int> ids, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (Truncation is not null)
        {
            EncodeTruncated(utf8, ids, null, options);
            return;
        }
        TokenSink sink = new(ids);
        Encode(utf8, options, ref sink);
        sink.Flush();
    }

    /// <summary>Writes the token ids of a UTF-8 text to the caller's memory. Allocates nothing.</summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="destination">Where the ids go.</param>
    /// <param name="idsWritten">How many ids were written.</param>
    /// <param name="options">What to add and what to recognise.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>, or <see cref="OperationStatus.DestinationTooSmall"/> where only the first ids fit. A byte-level
    /// vocabulary never needs more ids than there are bytes, the special tokens apart.
    /// </returns>
    public OperationStatus EncodeToIds(ReadOnlySpan<byte> utf8, Span<int> destination, out int idsWritten, EncodeOptions options = default)
    {
        if (Truncation is not null)
        {
            using PooledWriter<int> ids = new(destination.Length);
            EncodeTruncated(utf8, ids, null, options);
            idsWritten = Math.Min(ids.Written.Length, destination.Length);
            ids.Written[..idsWritten].CopyTo(destination);
            return idsWritten < ids.Written.Length ? OperationStatus.DestinationTooSmall : OperationStatus.Done;
        }
        EncodeWorkspace workspace = EncodeWorkspace.Rent();
        TokenSink sink = new(destination, workspace.Scratch);
        Encode(utf8, options, workspace, ref sink);
        sink.Flush();
        workspace.Return();
        idsWritten = (int)Math.Min(sink.Count, destination.Length);
        return sink.Count > destination.Length ? OperationStatus.DestinationTooSmall : OperationStatus.Done;
    }

    /// <summary>Writes the token ids of a text to the caller's memory. Allocates nothing.</summary>
    /// <inheritdoc cref="EncodeToIds(ReadOnlySpan{byte}, Span{int}, out int, EncodeOptions)"/>
    public OperationStatus EncodeToIds(ReadOnlySpan<char> text, Span<int> destination, out int idsWritten, EncodeOptions options = default)
    {
        using PooledUtf8 utf8 = new(text);
        return EncodeToIds(utf8.Bytes, destination, out idsWritten, options);
    }

    void Encode(ReadOnlySpan<byte> utf8, EncodeOptions options, ref TokenSink sink)
    {
        EncodeWorkspace workspace = EncodeWorkspace.Rent();
        Encode(utf8, options, workspace, ref sink);
        workspace.Return();
    }

    void Encode(ReadOnlySpan<byte> utf8, EncodeOptions options, EncodeWorkspace workspace, ref TokenSink sink)
    {
        if (options.AddSpecial)
            AddAll(_post.Before, ref sink);
        _pipeline.Encode(utf8, options.ParseSpecial, workspace, ref sink);
        if (options.AddSpecial)
            AddAll(_post.After, ref sink);
    }

    static void AddAll(int[] ids, ref TokenSink sink)
    {
        sink.PieceStart = 0;
        foreach (int id in ids)
            sink.Add(id, 0, 0);
    }
}
