using System.Text;
using Lode.Formats;

namespace Lode.Tokenizers.Tests;

/// <summary>Writes SentencePiece <c>.model</c> files, field by field of <c>sentencepiece_model.proto</c>.</summary>
static class SentencePieceModel
{
    /// <summary>The BPE model that a GGUF vocabulary was converted from: no map, no removal of spaces.</summary>
    public static byte[] FromGguf(GgufMetadata metadata)
    {
        GgufArray types = metadata.GetArray("tokenizer.ggml.token_type");
        float[] scores = new float[types.Count];
        metadata.GetArray("tokenizer.ggml.scores").CopyTo(scores);
        List<byte> model = [];
        int id = 0;
        foreach (ReadOnlySpan<byte> text in metadata.GetArray("tokenizer.ggml.tokens").EnumerateStrings())
        {
            AddMessage(model, 1, Piece(text.ToArray(), scores[id], (int)types.GetInteger(id)));
            id++;
        }
        AddMessage(model, 2, [0x18, 2, .. new byte[] { 0xC8, 0x02, 1, 0xD0, 0x02, 2 }]); // BPE; BOS 1, EOS 2
        AddMessage(model, 3, [0x18, 1, 0x20, 0, 0x28, 1]);
        return [.. model];
    }

    /// <summary>A Unigram model that normalises as SentencePiece does by default.</summary>
    public static byte[] Unigram((string Text, float Score, int Type)[] pieces, byte[] map)
    {
        List<byte> model = [];
        foreach ((string text, float score, int type) in pieces)
            AddMessage(model, 1, Piece(Encoding.UTF8.GetBytes(text), score, type));
        AddMessage(model, 2, [0x18, 1]);
        List<byte> normalizer = [];
        AddMessage(normalizer, 2, map);
        AddMessage(model, 3, [.. normalizer]);
        return [.. model];
    }

    static byte[] Piece(byte[] text, float score, int type)
    {
        List<byte> piece = [];
        AddMessage(piece, 1, text);
        piece.Add(0x15);
        piece.AddRange(BitConverter.GetBytes(score));
        piece.AddRange([0x18, (byte)type]);
        return [.. piece];
    }

    static void AddMessage(List<byte> target, int field, byte[] content)
    {
        target.Add((byte)(field << 3 | 2));
        uint length = (uint)content.Length;
        for (; length >= 0x80; length >>= 7)
            target.Add((byte)(length | 0x80));
        target.Add((byte)length);
        target.AddRange(content);
    }
}
