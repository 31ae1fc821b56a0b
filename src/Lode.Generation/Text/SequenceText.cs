using System.Buffers;
using Lode.Tokenizers;

namespace Lode.Generation.Text;

/// <summary>The text of a sequence's tokens, as far as it cannot belong to a stop string, and what its reader has had of it.</summary>
sealed class SequenceText
{
    readonly Tokenizer _tokenizer;
    readonly StopMatcher _stops;
    readonly bool _isStart;
    StreamingDecoder _decoder;
    ArrayBufferWriter<byte> _text;
    ArrayBufferWriter<byte>? _handedOut; // since tokens were taken back, the text that was there before
    int _taken;
    bool _rewritten;

    /// <param name="tokenizer">Whose tokens these are.</param>
    /// <param name="stops">Strings that end the text.</param>
    /// <param name="isStart">Whether nothing but control tokens is before them.</param>
    /// <param name="room">Bytes to make room for at once.</param>
    internal SequenceText(Tokenizer tokenizer, IReadOnlyList<string> stops, bool isStart, int room)
    {
        _tokenizer = tokenizer;
        _stops = new StopMatcher(stops);
        _isStart = isStart;
        _decoder = new StreamingDecoder(tokenizer, isStart);
        _text = new ArrayBufferWriter<byte>(Math.Max(room, 256));
    }

    /// <summary>The text as it is now.</summary>
    internal ReadOnlySpan<byte> Written => _text.WrittenSpan;

    /// <summary>Adds a token.</summary>
    /// <returns>The index of the stop string that came up, -1 if none.</returns>
    internal int Append(int token)
    {
        if (token < _tokenizer.VocabularySize) // embedding matrices are often padded beyond the vocabulary
            _decoder.Append(token, _stops.Input);
        return _stops.Release(_text);
    }

    /// <summary>Ends the text: what was held back is released.</summary>
    /// <returns>The index of the stop string that came up, -1 if none.</returns>
    internal int Complete()
    {
        _decoder.Complete(_stops.Input);
        int stop = _stops.Release(_text); // the replacement of an unfinished character may have completed one
        if (stop < 0)
            _stops.Complete(_text);
        return stop;
    }

    /// <summary>Begins again with these tokens: others were taken back.</summary>
    internal void Rewrite(ReadOnlySpan<int> tokens)
    {
        if (!_rewritten)
        {
            (_text, _handedOut) = (_handedOut ?? new ArrayBufferWriter<byte>(_text.Capacity), _text);
            _rewritten = true;
        }
        _text.ResetWrittenCount();
        _stops.Reset();
        // What a decoder holds of a character that tokens share cannot be taken out of it, so it is a new one.
        _decoder = new StreamingDecoder(_tokenizer, _isStart);
        _decoder.Append(tokens, _stops.Input);
        _stops.Release(_text); // which has been through there before, and no stop string was in it
    }

    /// <summary>Hands out what came since the last call.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="retracted">Bytes at the end of what was handed out before that no longer hold: whole characters.</param>
    internal int Take(IBufferWriter<byte> target, out int retracted)
    {
        int kept = _taken;
        if (_rewritten)
        {
            ReadOnlySpan<byte> before = _handedOut!.WrittenSpan[.._taken];
            kept = before.CommonPrefixLength(Written);
            while (kept > 0 && (IsInCharacter(before, kept) || IsInCharacter(Written, kept)))
                kept--;
            _rewritten = false;
        }
        retracted = _taken - kept;
        ReadOnlySpan<byte> fresh = Written[kept..];
        target.Write(fresh);
        _taken = Written.Length;
        return fresh.Length;
    }

    static bool IsInCharacter(ReadOnlySpan<byte> text, int at) => at < text.Length && (text[at] & 0xC0) == 0x80;
}
