using System.Buffers;
using System.Diagnostics;
using Lode.Cli.Loading;
using Lode.Cli.Streams;
using Lode.Generation;
using Lode.Usage;

namespace Lode.Cli.Running;

/// <summary>Continues one prompt, hands on the text as it comes, and takes the times.</summary>
sealed class TextRun(RunOptions options, Interruption interruption)
{
    readonly long _began = Stopwatch.GetTimestamp();

    /// <param name="write">Takes whole characters; answers false when nobody wants more.</param>
    /// <param name="progress">Is told how much of the prompt was read.</param>
    /// <param name="loading">Is told how far the weights have come.</param>
    public RunReport Run(Func<ReadOnlySpan<byte>, bool> write, PromptProgress progress, LoadingProgress loading)
    {
        using LanguageModel model = ModelOpening.Open(options.ModelFile, options.Load, interruption, loading);
        long opened = Elapsed();
        _ = model.Tokenizer;
        long tokenizer = Elapsed();
        int[] prompt = PromptTokens.Encode(model.Tokenizer, options.Prompt, options.ParseSpecial, options.ModelFile);
        long tokenized = Elapsed();
        using Generator generator = new(model, options.Context);
        PromptTokens.CheckLength(prompt, generator.Context.ContextLength);
        using GeneratedSequence sequence = generator.Start(prompt, options.Generation);
        long prepared = Elapsed();

        ArrayBufferWriter<byte> piece = new();
        long read = prepared;
        bool goesOn = sequence.StopReason is null;
        while (goesOn)
        {
            if (interruption.IsRequested)
                sequence.Cancel();
            bool reading = sequence.PromptProcessed < sequence.PromptLength;
            goesOn = generator.Step();
            loading.Stop(); // what comes from here on wants the line
            if (reading)
            {
                read = Elapsed();
                progress.Report(sequence.PromptProcessed, sequence.PromptLength, read - prepared);
            }
            sequence.TakeText(piece);
            if (piece.WrittenCount > 0 && !write(piece.WrittenSpan))
                goesOn = false;
            piece.ResetWrittenCount();
        }
        loading.Stop();
        progress.Clear();
        long ended = Elapsed();

        return new RunReport
        {
            Model = options.ModelFile,
            Load = NamedWay.NameOf(model.Model.Weights.Way, options.Load),
            PromptTokens = sequence.PromptLength,
            PromptTokensRead = sequence.PromptProcessed,
            TokenIds = sequence.Tokens.ToArray(),
            StopReason = RunReport.NameOf(sequence.StopReason),
            StopString = sequence.StopString,
            Seed = sequence.Seed,
            Threads = generator.Context.Threads,
            TimesUs = new RunTimes
            {
                Open = opened,
                Tokenizer = tokenizer - opened,
                Tokenize = tokenized - tokenizer,
                Prepare = prepared - tokenized,
                Prefill = read - prepared,
                Decode = ended - read,
                Total = ended,
            },
            Usage = ProcessUsage.ReadSelf(),
            Hint = PackingHint.For(model.Model.Weights.Source, options.ModelFile),
        };
    }

    long Elapsed() => (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds;
}
