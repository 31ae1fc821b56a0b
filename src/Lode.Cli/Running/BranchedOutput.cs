using System.Buffers;
using Lode.Cli.Streams;
using Lode.Generation;

namespace Lode.Cli.Running;

/// <summary>
/// Texts of which a controller may take something back, or that may become several. A terminal shows them as they come, as long as there is
/// one and nothing of it is taken back; else, and for files and pipes, they are written at the end.
/// </summary>
sealed class BranchedOutput : RunOutput
{
    readonly ArrayBufferWriter<byte> _piece = new();
    readonly OutputStream _output;
    readonly bool _isTerminal;
    bool _isStreaming;

    /// <param name="output">Where they go.</param>
    /// <param name="isTerminal">Whether somebody watches.</param>
    public BranchedOutput(OutputStream output, bool isTerminal)
    {
        _output = output;
        _isTerminal = _isStreaming = isTerminal;
    }

    public override bool Take(GeneratedSequence sequence)
    {
        if (!_isStreaming)
            return !_output.IsClosed;
        sequence.TakeText(_piece, out int retracted);
        _isStreaming = retracted == 0 && sequence.Branches.Count == 1;
        if (_isStreaming)
            _output.Write(_piece.WrittenSpan);
        _piece.ResetWrittenCount();
        return !_output.IsClosed;
    }

    public override void Finish(GeneratedSequence sequence)
    {
        if (!_isStreaming)
            WriteAll(sequence.Branches);
        if (_isTerminal)
            _output.EndLine();
    }

    /// <summary>The line above the text of a branch.</summary>
    public static string Heading(int number, int parent) => number == parent ? $"== branch {number} ==\n" : $"== branch {number}, forked from {parent} ==\n";

    void WriteAll(IReadOnlyList<GeneratedSequence> branches)
    {
        if (branches.Count == 1)
        {
            if (_output.EndLine())
                _output.Write("== the text as it is now ==\n"); // what stands above it was taken back
            _output.Write(branches[0].Text);
            return;
        }
        _output.EndLine();
        foreach (GeneratedSequence branch in branches)
        {
            _output.Write(Heading(branch.Number, branch.Parent));
            _output.Write(branch.Text);
            _output.EndLine();
        }
    }
}
