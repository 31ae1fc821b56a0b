using System.Buffers;
using Lode.Cli.Streams;
using Lode.Generation;

namespace Lode.Cli.Running;

/// <summary>A text that only grows: each piece as soon as it is there.</summary>
sealed class StreamedOutput(OutputStream output) : RunOutput
{
    readonly ArrayBufferWriter<byte> _piece = new();

    public override bool Take(GeneratedSequence sequence)
    {
        sequence.TakeText(_piece);
        output.Write(_piece.WrittenSpan);
        _piece.ResetWrittenCount();
        return !output.IsClosed;
    }

    public override void Finish(GeneratedSequence sequence)
    {
        // The shell's next line begins on its own; a file or a pipe gets the text and nothing more.
        if (!Console.IsOutputRedirected)
            output.EndLine();
    }
}
