using System.Diagnostics;
using System.Text;
using Lode.Cli.Loading;
using Lode.Cli.Streams;
using Lode.Control;
using Lode.Generation;
using Lode.Inference;
using Lode.Usage;

namespace Lode.Cli.Running;

/// <summary>Continues one prompt, hands on the text as it comes, and takes the times.</summary>
sealed class TextRun(RunOptions options, Interruption interruption)
{
    readonly long _began = Stopwatch.GetTimestamp();

    /// <param name="output">Takes the text.</param>
    /// <param name="progress">Is told how much of the prompt was read.</param>
    /// <param name="loading">Is told how far the weights have come.</param>
    public RunReport Run(RunOutput output, PromptProgress progress, LoadingProgress loading)
    {
        // First, as what is wrong with it is better known before a large model is read.
        using Controller? controller = options.Control is null ? null : ControllerOpening.Open(options.Control, options.ModelFile);
        using LanguageModel model = ModelOpening.Open(options.ModelFile, options.Load, interruption, loading);
        long opened = Elapsed();
        _ = model.Tokenizer;
        long tokenizer = Elapsed();
        int[] prompt = PromptTokens.Encode(model.Tokenizer, options.Prompt, options.ParseSpecial, options.ModelFile);
        long tokenized = Elapsed();
        using Generator generator = new(model, ContextFor(controller, model));
        PromptTokens.CheckLength(prompt, generator.Context.ContextLength);
        using RunControl? control = controller is null ? null : new RunControl(controller, options.Control!);
        using GeneratedSequence sequence = control?.Start(generator, prompt, options.Generation) ?? generator.Start(prompt, options.Generation);
        long prepared = Elapsed();

        long read = prepared;
        bool goesOn = sequence.StopReason is null;
        while (goesOn)
        {
            if (interruption.IsRequested)
                Cancel(sequence);
            bool reading = sequence.PromptProcessed < sequence.PromptLength;
            goesOn = generator.Step();
            loading.Stop(); // what comes from here on wants the line
            if (reading)
            {
                read = Elapsed();
                progress.Report(sequence.PromptProcessed, sequence.PromptLength, read - prepared);
            }
            goesOn &= output.Take(sequence);
        }
        loading.Stop();
        progress.Clear();
        output.Finish(sequence);
        long ended = Elapsed();

        return new RunReport
        {
            Model = options.ModelFile,
            Load = NamedWay.NameOf(model.Model.Weights.Way, options.Load),
            Text = Encoding.UTF8.GetString(sequence.Text),
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
            Branches = control?.Branches,
            Results = control?.Results,
            Log = control?.Log,
            Hint = PackingHint.For(model.Model.Weights.Source, options.ModelFile),
        };
    }

    /// <summary>Room for all branches that there may be.</summary>
    ContextOptions ContextFor(Controller? controller, LanguageModel model) => controller is null
        ? options.Context
        : options.Context.WithRoomFor(controller.Limits.Sequences, model.Model.Hyperparameters.ContextLength);

    static void Cancel(GeneratedSequence sequence)
    {
        foreach (GeneratedSequence branch in sequence.Branches)
            branch.Cancel();
    }

    long Elapsed() => (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds;
}
