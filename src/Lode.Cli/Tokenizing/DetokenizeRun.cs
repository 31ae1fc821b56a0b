using System.Buffers;
using System.Runtime.InteropServices;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Tokenizers;

namespace Lode.Cli.Tokenizing;

/// <summary>Decodes ids as they come, or line by line.</summary>
/// <param name="tokenizer">Whose ids they are.</param>
/// <param name="withSpecial">Special tokens are spelt out.</param>
/// <param name="interruption">Ctrl-C.</param>
/// <param name="output">Where the text goes.</param>
sealed class DetokenizeRun(Tokenizer tokenizer, bool withSpecial, Interruption interruption, OutputStream output)
{
    const int FlushLength = 64 << 10;
    const int IdsAtOnce = 1024; // decoding many at once is several times faster than one by one

    readonly ArrayBufferWriter<byte> _text = new(FlushLength);
    readonly List<int> _ids = new(IdsAtOnce);

    bool IsOver => interruption.IsRequested || output.IsClosed;

    int Code => interruption.IsRequested ? ExitCode.Interrupted : ExitCode.Success;

    /// <summary>Ids of the command line.</summary>
    public int Run(IEnumerable<int> ids)
    {
        StreamingDecoder decoder = Decoder();
        foreach (int id in ids)
            decoder.Append(id, _text);
        decoder.Complete(_text);
        Flush();
        return Code;
    }

    /// <summary>All ids of an input as one text, in bounded memory.</summary>
    public int RunStream(InputSource input)
    {
        StreamingDecoder decoder = Decoder();
        IdReader reader = new(input, tokenizer.VocabularySize);
        try
        {
            while (!IsOver && reader.Next(interruption) is >= 0 and int id)
            {
                _ids.Add(id);
                if (!reader.IsDrained && _ids.Count < IdsAtOnce)
                    continue;
                Decode(decoder);
                if (reader.IsDrained || _text.WrittenCount >= FlushLength)
                    Flush();
            }
        }
        finally
        {
            Decode(decoder);
            decoder.Complete(_text);
            Flush(); // also what came before a mistake
        }
        return Code;
    }

    /// <summary>A JSON string for the array on each line.</summary>
    public int RunJsonLines(InputSource input)
    {
        TextBlockReader reader = new(input, text => text.LastIndexOf((byte)'\n') + 1, (_, _) => 0, text => text.Count((byte)'\n'));
        ArrayBufferWriter<byte> one = new();
        List<int> ids = [];
        while (!IsOver && reader.Next(interruption) is TextBlock block)
        {
            long number = block.Before;
            foreach (Range range in block.Bytes.Split((byte)'\n'))
            {
                ReadOnlySpan<byte> line = block.Bytes[range];
                number++;
                if (line.IsEmpty && range.End.Value == block.Bytes.Length)
                    break; // what is behind the last line break is no line
                if (JsonArrayLine.Read(line, tokenizer.VocabularySize, ids) is string wrong)
                {
                    Flush();
                    throw new CommandException($"{input.Name}, line {number}: {wrong}");
                }
                one.ResetWrittenCount();
                tokenizer.Decode(CollectionsMarshal.AsSpan(ids), one, !withSpecial);
                TokenPrinter.WriteString(one.WrittenSpan, _text);
                _text.Write("\n"u8);
                if (_text.WrittenCount >= FlushLength)
                    Flush();
            }
            block.Return();
            Flush();
        }
        return Code;
    }

    void Decode(StreamingDecoder decoder)
    {
        decoder.Append(CollectionsMarshal.AsSpan(_ids), _text);
        _ids.Clear();
    }

    StreamingDecoder Decoder() => new(tokenizer, fromStart: true, skipSpecialTokens: !withSpecial);

    void Flush()
    {
        output.Write(_text.WrittenSpan);
        _text.ResetWrittenCount();
    }
}
