using System.Buffers;
using Lode.Tokenizers;

namespace Lode.Cli.Tokenizing;

/// <summary>Encodes blocks and prints their tokens into memory; one for each thread.</summary>
sealed class BlockEncoder(Tokenizer tokenizer, TokenizeSettings settings, string input)
{
    readonly TokenPrinter _printer = new(tokenizer, settings);
    readonly ArrayBufferWriter<int> _ids = new();
    readonly ArrayBufferWriter<TokenOffset> _places = new();
    readonly ArrayBufferWriter<byte> _text = new();
    readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>What was printed of the last block.</summary>
    public ReadOnlySpan<byte> Output => _output.WrittenSpan;

    /// <summary>The tokens of the last block.</summary>
    public long Count { get; private set; }

    /// <summary>What is wrong with a line of the last block, behind what is printed of the lines before it; or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Encodes a block.</summary>
    public BlockEncoder Encode(TextBlock block)
    {
        _output.ResetWrittenCount();
        Count = 0;
        Error = null;
        if (settings.Input == InputKind.Whole)
            Add(block.WithContext, block.Start, block.IsLast, block.Before);
        else
            EncodeLines(block);
        return this;
    }

    void EncodeLines(TextBlock block)
    {
        ReadOnlySpan<byte> rest = block.Bytes;
        for (long number = block.Before + 1; !rest.IsEmpty; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line is [.., (byte)'\r'])
                line = line[..^1];
            if (settings.Input == InputKind.JsonLines)
            {
                _text.ResetWrittenCount();
                if (JsonStringLine.Read(line, _text) is string wrong)
                {
                    Error = $"{input}, line {number}: {wrong}";
                    return;
                }
                line = _text.WrittenSpan;
            }
            _printer.WriteStart(null, _output);
            long before = Count;
            Add(line, 0, true, 0);
            _printer.WriteEnd(Count - before, null, _output);
        }
    }

    void Add(ReadOnlySpan<byte> text, int start, bool isLast, long before)
    {
        _ids.ResetWrittenCount();
        _places.ResetWrittenCount();
        if (settings.Offsets is OffsetUnit unit)
            tokenizer.EncodePart(text, start, isLast, unit, _ids, _places, settings.Encoding);
        else
            tokenizer.EncodePart(text, start, isLast, _ids, settings.Encoding);
        Count += _ids.WrittenCount;
        _printer.WriteTokens(_ids.WrittenSpan, _places.WrittenSpan, before, _output);
    }
}
