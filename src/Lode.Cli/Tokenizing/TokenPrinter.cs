using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lode.Tokenizers;

namespace Lode.Cli.Tokenizing;

/// <summary>Writes tokens as <c>lode tokenize</c> prints them.</summary>
sealed class TokenPrinter(Tokenizer tokenizer, TokenizeSettings settings)
{
    /// <summary>What stands between two tokens, also of different blocks.</summary>
    public ReadOnlySpan<byte> Separator => settings.Json || settings.Input == InputKind.JsonLines ? ","u8 : settings.HasDetails ? ""u8 : " "u8;

    /// <summary>What begins a text.</summary>
    /// <param name="name">The input, where it is one text; else null.</param>
    /// <param name="output">Where it goes.</param>
    public void WriteStart(string? name, IBufferWriter<byte> output)
    {
        if (settings.Count && !settings.Json)
            return;
        if (settings.Input == InputKind.JsonLines)
        {
            output.Write("["u8);
        }
        else if (settings.Json)
        {
            output.Write("{"u8);
            if (name is not null)
            {
                output.Write("\"input\":"u8);
                WriteString(Encoding.UTF8.GetBytes(name), output);
                output.Write(","u8);
            }
            if (!settings.Count)
                output.Write(settings.HasDetails ? "\"tokens\":["u8 : "\"ids\":["u8);
        }
    }

    /// <summary>What ends a text.</summary>
    /// <param name="count">Its tokens.</param>
    /// <param name="name">The input, where it is to be named; else null.</param>
    /// <param name="output">Where it goes.</param>
    public void WriteEnd(long count, string? name, IBufferWriter<byte> output)
    {
        if (settings.Json)
        {
            output.Write(settings.Count ? "\"count\":"u8 : "],\"count\":"u8);
            WriteNumber(count, output);
            output.Write("}\n"u8);
            return;
        }
        if (settings.Count)
        {
            WriteNumber(count, output);
            if (name is not null)
                output.Write(Encoding.UTF8.GetBytes($"\t{name}"));
        }
        else if (settings.Input == InputKind.JsonLines)
        {
            output.Write("]"u8);
        }
        if (settings.Count || !settings.HasDetails || settings.Input != InputKind.Whole)
            output.Write("\n"u8);
    }

    /// <summary>Tokens in their order, with <see cref="Separator"/> between them.</summary>
    /// <param name="ids">The tokens.</param>
    /// <param name="places">Their places, where they are wanted.</param>
    /// <param name="before">What to add to the places.</param>
    /// <param name="output">Where they go.</param>
    public void WriteTokens(ReadOnlySpan<int> ids, ReadOnlySpan<TokenOffset> places, long before, IBufferWriter<byte> output)
    {
        if (settings.Count)
            return;
        for (int i = 0; i < ids.Length; i++)
        {
            if (i > 0)
                output.Write(Separator);
            if (!settings.HasDetails)
            {
                WriteNumber(ids[i], output);
                continue;
            }
            long start = places.IsEmpty || places[i].Start < 0 ? 0 : before + places[i].Start; // what was added stands for nothing
            long end = places.IsEmpty || places[i].Start < 0 ? 0 : before + places[i].End;
            if (settings.Json)
                WriteObject(ids[i], start, end, output);
            else
                WriteLine(ids[i], start, end, output);
        }
    }

    void WriteObject(int id, long start, long end, IBufferWriter<byte> output)
    {
        output.Write("{\"id\":"u8);
        WriteNumber(id, output);
        if (settings.Pieces)
        {
            output.Write(",\"piece\":"u8);
            WriteString(tokenizer.GetText(id), output);
        }
        if (settings.Offsets is not null)
        {
            output.Write(",\"start\":"u8);
            WriteNumber(start, output);
            output.Write(",\"end\":"u8);
            WriteNumber(end, output);
        }
        output.Write("}"u8);
    }

    void WriteLine(int id, long start, long end, IBufferWriter<byte> output)
    {
        WriteNumber(id, output);
        if (settings.Offsets is not null)
        {
            output.Write("\t"u8);
            WriteNumber(start, output);
            output.Write("\t"u8);
            WriteNumber(end, output);
        }
        if (settings.Pieces)
        {
            output.Write("\t"u8);
            WriteString(tokenizer.GetText(id), output);
        }
        output.Write("\n"u8);
    }

    static void WriteNumber(long value, IBufferWriter<byte> output)
    {
        value.TryFormat(output.GetSpan(20), out int written, default, System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>A JSON string; U+FFFD for what is no UTF-8.</summary>
    public static void WriteString(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(Encoding.UTF8.GetString(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        output.Write("\""u8);
    }
}
