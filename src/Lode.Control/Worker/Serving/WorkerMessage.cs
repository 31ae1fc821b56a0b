using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>A message as it came, its header checked.</summary>
readonly record struct WorkerMessage(WorkerHeader Header, byte[] Body, IReadOnlyList<SafeFileHandle> Files)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Reads a message.</summary>
    /// <exception cref="WorkerProtocolException">It is none of this protocol.</exception>
    public static WorkerMessage Read(ReadOnlySpan<byte> bytes, IReadOnlyList<SafeFileHandle> files)
    {
        if (bytes.Length < WorkerProtocol.HeaderBytes)
            throw new WorkerProtocolException($"expected a message of at least {WorkerProtocol.HeaderBytes} bytes, found {bytes.Length}");
        WorkerHeader header = MemoryMarshal.Read<WorkerHeader>(bytes);
        if (header.Magic != WorkerProtocol.MessageMagic)
            throw new WorkerProtocolException($"expected a message that begins with 0x{WorkerProtocol.MessageMagic:x8}, found 0x{header.Magic:x8}");
        if (header.Version != WorkerProtocol.Version)
            throw new WorkerProtocolException($"expected version {WorkerProtocol.Version} of the protocol, found {header.Version}; use the same Lode on both sides");
        int body = bytes.Length - WorkerProtocol.HeaderBytes;
        return header.Length == body ? new(header, bytes[WorkerProtocol.HeaderBytes..].ToArray(), files)
            : throw new WorkerProtocolException($"expected a message of {header.Length} bytes behind its header, found {body}");
    }

    public void CloseFiles()
    {
        foreach (SafeFileHandle file in Files)
            file.Dispose();
    }
}
