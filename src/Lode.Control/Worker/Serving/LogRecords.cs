using System.Buffers;
using System.Buffers.Binary;

namespace Lode.Control;

/// <summary>Lines that the controllers of a request logged during a call, until they are sent.</summary>
/// <remarks>Lines may come from several threads; they are sent by one.</remarks>
sealed class LogRecords
{
    readonly Lock _gate = new();
    readonly List<(int Sequence, byte[] Text)> _lines = [];
    volatile bool _any;

    /// <summary>Takes a line: a <see cref="ControlLog"/>.</summary>
    public void Add(int sequence, ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            _lines.Add((sequence, text.ToArray()));
            _any = true;
        }
    }

    /// <summary>Sends what there is, several lines of a sequence in a message.</summary>
    public void Send(WorkerSender sender, uint request)
    {
        if (!_any)
            return;
        (int Sequence, byte[] Text)[] lines;
        lock (_gate)
        {
            lines = [.. _lines];
            _lines.Clear();
            _any = false;
        }
        ArrayBufferWriter<byte> body = new();
        for (int i = 0; i < lines.Length; i++)
        {
            for (int at = 0; at == 0 || at < lines[i].Text.Length;)
            {
                int room = WorkerProtocol.BodyBytes - body.WrittenCount - sizeof(uint);
                int length = Math.Min(lines[i].Text.Length - at, room);
                if (length <= 0 && lines[i].Text.Length > at)
                {
                    Tell(sender, request, lines[i].Sequence, body);
                    continue;
                }
                bool goesOn = at + length < lines[i].Text.Length;
                BinaryPrimitives.WriteUInt32LittleEndian(body.GetSpan(sizeof(uint)), (uint)length | (goesOn ? WorkerProtocol.GoesOn : 0));
                body.Advance(sizeof(uint));
                body.Write(lines[i].Text.AsSpan(at, length));
                at += length;
                if (length == 0)
                    break;
            }
            if (body.WrittenCount > WorkerProtocol.BodyBytes / 2 || i + 1 == lines.Length || lines[i + 1].Sequence != lines[i].Sequence)
                Tell(sender, request, lines[i].Sequence, body);
        }
    }

    static void Tell(WorkerSender sender, uint request, int sequence, ArrayBufferWriter<byte> body)
    {
        if (body.WrittenCount == 0)
            return;
        WorkerHeader header = WorkerHeader.Of(WorkerKind.Log);
        (header.Object, header.A) = (request, (ulong)sequence);
        sender.Tell(header, body.WrittenSpan);
        body.ResetWrittenCount();
    }
}
