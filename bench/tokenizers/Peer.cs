using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lode.Tokenizers.Bench;

/// <summary>Hugging Face's native package <c>tokenizers</c>, in a node process of its own.</summary>
sealed class Peer : IDisposable
{
    readonly Process _process;

    /// <param name="folder">Where the package was installed: <c>node_modules/tokenizers</c> is in it.</param>
    /// <param name="tokenizer">The <c>tokenizer.json</c>.</param>
    /// <param name="threads">How many threads it may use.</param>
    public Peer(string folder, string tokenizer, int threads)
    {
        ProcessStartInfo start = new("node", [Path.Combine(AppContext.BaseDirectory, "peer.js"), folder, tokenizer])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["RAYON_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["TOKENIZERS_PARALLELISM"] = threads > 1 ? "true" : "false";
        _process = Process.Start(start)!;
        JsonElement loaded = Read();
        LoadMilliseconds = loaded.GetProperty("load").GetDouble();
        MemoryBytes = loaded.GetProperty("memory").GetInt64();
    }

    /// <summary>CPU time of loading.</summary>
    public double LoadMilliseconds { get; }

    /// <summary>Anonymous memory after loading, less that before.</summary>
    public long MemoryBytes { get; }

    /// <summary>Encodes the chunks of a text, in batches of 64, and decodes them.</summary>
    /// <returns>CPU milliseconds, and the tokens.</returns>
    public (double Encode, double Decode, long Tokens) Run(TextChunks text, bool decodes)
    {
        _process.StandardInput.WriteLine(
            $"{{\"file\":\"{JsonEncodedText.Encode(text.Path)}\",\"lengths\":[{string.Join(',', text.Lengths)}],\"decode\":{(decodes ? "true" : "false")}}}");
        _process.StandardInput.Flush();
        JsonElement answer = Read();
        return (answer.GetProperty("encode").GetDouble(), answer.GetProperty("decode").GetDouble(), answer.GetProperty("tokens").GetInt64());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    JsonElement Read() => JsonDocument.Parse(
        _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the peer ended; its message is above")).RootElement;
}
