using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>The end of a chain of decoders.</summary>
sealed class OutputStage : DecodeStage
{
    /// <summary>Where the text goes; set for each call.</summary>
    public IBufferWriter<byte>? Target { get; set; }

    public override bool IsSettled => true;

    public override void Add(ReadOnlySpan<byte> token) => Target!.Write(token);

    public override void Complete()
    {
    }
}
