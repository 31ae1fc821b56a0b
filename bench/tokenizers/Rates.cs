using System.Buffers;

namespace Lode.Tokenizers.Bench;

/// <summary>MB per CPU-second of one tokenizer on one text.</summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="text">The text.</param>
sealed class Rates(Tokenizer tokenizer, TextChunks text)
{
    const double Least = 40; // CPU milliseconds: the clock has steps

    readonly ArrayBufferWriter<int> _ids = new(text.Bytes.Length + 4096);
    readonly ArrayBufferWriter<byte> _decoded = new(2 * text.Bytes.Length + 4096);
    int[] _whole = [];

    /// <summary>Tokens of the chunks, to compare with the peer's.</summary>
    public long Tokens { get; private set; }

    /// <summary>Each chunk by itself, with nothing remembered of the others.</summary>
    public double Cold() => Rate(() => Chunks(forgets: true));

    /// <summary>The whole text once, with nothing remembered at first.</summary>
    public double First() => Rate(() => Whole(forgets: true));

    /// <summary>Each chunk by itself, once more.</summary>
    public double Warm() => Rate(() => Chunks(forgets: false));

    /// <summary>A batch of the chunks.</summary>
    public double Batch(int threads) => Rate(() => tokenizer.EncodeBatch(text.Chunks, new EncodeOptions(ParseSpecial: true), threads));

    /// <summary>The whole text's tokens to UTF-8, in MB of that.</summary>
    public double Decode()
    {
        if (_whole.Length == 0)
            _whole = tokenizer.EncodeToIds(text.Bytes, new EncodeOptions(ParseSpecial: true));
        return Rate(() =>
        {
            _decoded.ResetWrittenCount();
            tokenizer.Decode(_whole, _decoded, skipSpecialTokens: false);
        });
    }

    void Chunks(bool forgets)
    {
        Tokens = 0;
        foreach (ReadOnlyMemory<byte> chunk in text.Chunks)
        {
            if (forgets)
                Forget();
            _ids.ResetWrittenCount();
            tokenizer.EncodeToIds(chunk.Span, _ids, new EncodeOptions(ParseSpecial: true));
            Tokens += _ids.WrittenCount;
        }
    }

    void Whole(bool forgets)
    {
        if (forgets)
            Forget();
        _ids.ResetWrittenCount();
        tokenizer.EncodeToIds(text.Bytes, _ids, new EncodeOptions(ParseSpecial: true));
    }

    void Forget() => tokenizer.Model.ClearCaches();

    double Rate(Action action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        double spent;
        int runs = 0;
        do
        {
            action();
            runs++;
            spent = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        }
        while (spent < Least);
        return text.Bytes.Length * runs / spent / 1e3;
    }
}
