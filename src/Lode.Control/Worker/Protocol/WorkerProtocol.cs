namespace Lode.Control;

/// <summary>Numbers of the protocol between clients and workers: docs/control-protocol.md.</summary>
static class WorkerProtocol
{
    public const uint Version = 1;

    /// <summary>"LODW": a message.</summary>
    public const uint MessageMagic = 0x57444F4C;

    /// <summary>"LODC": shared memory.</summary>
    public const uint MemoryMagic = 0x43444F4C;

    public const int HeaderBytes = 64;
    public const int MessageBytes = 65536;
    public const int BodyBytes = MessageBytes - HeaderBytes;

    /// <summary>Bytes of the limits with which a controller is loaded.</summary>
    public const int LimitBytes = 64;

    /// <summary>Of an answer: a file cannot be read.</summary>
    public const uint FileError = 64;

    /// <summary>Of an answer: the client asked what cannot be.</summary>
    public const uint ProtocolError = 65;

    /// <summary>Of an answer: there is no such file.</summary>
    public const uint MissingFileError = 66;

    /// <summary>In the length of a record of a log: the line goes on in the next record.</summary>
    public const uint GoesOn = 0x8000_0000;

    /// <summary>A number that is left to the worker.</summary>
    public const ulong Unset = ulong.MaxValue;

    /// <summary>How often either side looks for news before it sleeps.</summary>
    public static readonly int Spins = Environment.ProcessorCount > 1 ? 2000 : 1;

    /// <summary>How long either side sleeps at most before it looks whether the other is still there.</summary>
    public static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a worker waits for a client that does not read its messages.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
}
