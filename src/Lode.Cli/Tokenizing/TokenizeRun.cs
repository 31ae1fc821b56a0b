using System.Buffers;
using System.Diagnostics;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Tokenizers;

namespace Lode.Cli.Tokenizing;

/// <summary>Encodes inputs block by block on several threads and prints what becomes of them in order.</summary>
sealed class TokenizeRun(Tokenizer tokenizer, TokenizeSettings settings, Interruption interruption, OutputStream output)
{
    readonly TokenPrinter _printer = new(tokenizer, settings);
    readonly TransferProgress _progress = new("tokenizing", ErrorStream.IsTerminal && Console.IsOutputRedirected ? ErrorStream.Write : null);
    readonly long _began = Stopwatch.GetTimestamp();
    long _doneBefore;

    bool IsOver => interruption.IsRequested || output.IsClosed;

    /// <returns>The exit code.</returns>
    /// <exception cref="CommandException">An input cannot be read, or a line of it is not what it should be.</exception>
    public int Run(string[] inputs)
    {
        long total = InputSource.TotalLength(inputs);
        try
        {
            foreach (string path in inputs)
            {
                using InputSource input = InputSource.Open(path);
                Run(input, total, isNamed: inputs.Length > 1);
                if (IsOver)
                    break;
                _doneBefore += input.Position;
            }
        }
        finally
        {
            _progress.Clear();
        }
        return interruption.IsRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    void Run(InputSource input, long total, bool isNamed)
    {
        TextBlockReader reader = settings.Input == InputKind.Whole
            ? new(input, tokenizer.FindCut, Tokenizer.ContextLength, settings.Offsets is OffsetUnit unit ? text => Tokenizer.CountUnits(text, unit) : _ => 0)
            : new(input, text => text.LastIndexOf((byte)'\n') + 1, (_, _) => 0, text => text.Count((byte)'\n'));
        bool isWhole = settings.Input == InputKind.Whole;
        ArrayBufferWriter<byte> frame = new();
        if (isWhole)
            _printer.WriteStart(settings.Json ? input.Name : null, frame);
        output.Write(frame.WrittenSpan);

        long count = 0;
        bool hasOutput = false;
        Stack<BlockEncoder> free = [];
        Queue<Task<BlockEncoder>> working = [];
        TextBlock? block = null;
        while (!IsOver && ((block = reader.Next(interruption)) is not null || working.Count > 0))
        {
            if (block is not null)
                working.Enqueue(Start(block, free.TryPop(out BlockEncoder? encoder) ? encoder : new BlockEncoder(tokenizer, settings, input.Name)));
            if (block is not null && working.Count < settings.Threads)
                continue;
            BlockEncoder done = working.Dequeue().GetAwaiter().GetResult();
            if (isWhole && hasOutput && done.Output.Length > 0)
                output.Write(_printer.Separator);
            hasOutput |= done.Output.Length > 0;
            output.Write(done.Output);
            count += done.Count;
            if (done.Error is string wrong)
                throw new CommandException(wrong);
            free.Push(done);
            if (total > 0)
                _progress.Report(Math.Min(total, _doneBefore + input.Position), total, (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds);
        }
        if (!isWhole || IsOver)
            return;
        frame.ResetWrittenCount();
        _printer.WriteEnd(count, isNamed ? input.Name : null, frame);
        output.Write(frame.WrittenSpan);
    }

    Task<BlockEncoder> Start(TextBlock block, BlockEncoder encoder)
    {
        return settings.Threads == 1 ? Task.FromResult(Encode()) : Task.Run(Encode);

        BlockEncoder Encode()
        {
            encoder.Encode(block);
            block.Return();
            return encoder;
        }
    }
}
