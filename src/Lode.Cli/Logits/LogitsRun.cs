using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Lode.Cli.Errors;
using Lode.Cli.Loading;
using Lode.Cli.Running;
using Lode.Cli.Streams;
using Lode.Formats;
using Lode.Generation;
using Lode.Inference;
using Lode.Memory;
using Lode.Tokenizers;

namespace Lode.Cli.Logits;

/// <summary>Computes the rows of a prompt and hands them on as little-endian binary32.</summary>
sealed class LogitsRun(LogitsOptions options, Interruption interruption, PromptProgress progress, LoadingProgress loading)
{
    /// <param name="file">What the report calls the place of the rows.</param>
    /// <param name="write">Takes the bytes of one row after the other.</param>
    public LogitsReport Run(string file, Action<ReadOnlySpan<byte>> write)
    {
        using LanguageModel model = ModelOpening.Open(options.ModelFile, options.Load, interruption, loading);
        int[] tokens = options.Tokens ?? PromptTokens.Encode(model.Tokenizer, options.Prompt, options.ParseSpecial, options.ModelFile);
        Hyperparameters shape = model.Model.Hyperparameters;
        foreach (int token in tokens)
        {
            if (token >= shape.VocabularySize)
                throw new CommandException($"--tokens: token {token} is not in the vocabulary; ids are 0 to {shape.VocabularySize - 1}");
        }
        using InferenceContext context = new(model.Model, options.Context);
        PromptTokens.CheckLength(tokens, context.ContextLength);
        int columns = options.Kind == RowKind.Logits ? shape.VocabularySize : shape.EmbeddingLength;
        int chunk = Math.Min(options.Context.MaxBatchTokens, tokens.Length);
        using RowBuffer rows = new(options.AllPositions ? chunk : 1, columns);

        long began = Stopwatch.GetTimestamp();
        ReadOnlySpan<float> last = Compute(context, tokens, chunk, rows, write, began);
        long elapsed = Elapsed(began);
        int? best = options.Kind == RowKind.Logits ? IndexOfLargest(last) : null;
        return new LogitsReport
        {
            Model = options.ModelFile,
            Load = NamedWay.NameOf(model.Model.Weights.Way, options.Load),
            File = file,
            Kind = options.Kind == RowKind.Logits ? "logits" : "hidden",
            Rows = options.AllPositions ? tokens.Length : 1,
            Columns = columns,
            PromptTokenIds = tokens,
            Argmax = best,
            ArgmaxLogit = best is int index && float.IsFinite(last[index]) ? last[index] : null,
            ArgmaxText = best is int id ? TextOf(model, id) : null,
            ComputeUs = elapsed,
        };
    }

    ReadOnlySpan<float> Compute(InferenceContext context, int[] tokens, int chunk, RowBuffer rows, Action<ReadOnlySpan<byte>> write, long began)
    {
        using KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        ReadOnlySpan<float> last = default;
        for (int first = 0; first < tokens.Length; first += chunk)
        {
            if (interruption.IsRequested)
                throw new InterruptedException();
            ReadOnlySpan<int> part = tokens.AsSpan(first, Math.Min(chunk, tokens.Length - first));
            bool isLast = first + part.Length == tokens.Length;
            StepRows wanted = options.AllPositions ? StepRows.All : isLast ? StepRows.Last : StepRows.None;
            batch.Clear();
            batch.Add(sequence, part, wanted, rows, 0, options.Kind);
            context.Step(batch);
            loading.Stop(); // the prompt's line comes in its place
            int count = wanted switch { StepRows.All => part.Length, StepRows.Last => 1, _ => 0 };
            for (int row = 0; row < count; row++)
                WriteRow(last = rows.Row(row), write);
            progress.Report(sequence.Length, tokens.Length, Elapsed(began));
        }
        if (interruption.IsRequested)
            throw new InterruptedException();
        return last;
    }

    static int IndexOfLargest(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[best] || float.IsNaN(row[best]))
                best = i;
        }
        return best;
    }

    static void WriteRow(ReadOnlySpan<float> row, Action<ReadOnlySpan<byte>> write)
    {
        if (BitConverter.IsLittleEndian)
        {
            write(MemoryMarshal.AsBytes(row));
            return;
        }
        byte[] swapped = new byte[row.Length * sizeof(float)];
        for (int i = 0; i < row.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(swapped.AsSpan(i * sizeof(float)), row[i]);
        write(swapped);
    }

    // Rows of given token ids need no tokenizer, so one that is not supported only costs this text.
    static string? TextOf(LanguageModel model, int token)
    {
        try
        {
            Tokenizer tokenizer = model.Tokenizer;
            if (token >= tokenizer.VocabularySize)
                return null; // a row that only pads the matrix
            return Encoding.UTF8.GetString(tokenizer.IsControl(token) ? tokenizer.GetText(token) : tokenizer.GetBytes(token));
        }
        catch (ModelFormatException)
        {
            return null;
        }
    }

    static long Elapsed(long began) => (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds;
}
