using System.Globalization;
using System.Text;

namespace Lode.Usage.Interop;

/// <summary>Holds a new process just before its <c>exec</c>, so that it can be traced from its first instruction, however busy the machine is.</summary>
/// <remarks>
/// The process opens a FIFO that nobody writes to yet, which blocks it. The FIFO has no name any more when it is used: it is reached
/// through <c>/proc/self/fd</c>. Source: <c>fifo(7)</c>.
/// </remarks>
sealed unsafe class StartGate : IDisposable
{
    const int PathOnly = 0x280000; // O_PATH | O_CLOEXEC
    const int ReadWrite = 0x80002; // O_RDWR | O_CLOEXEC: opens at once, and lets those in who wait to read
    const uint OwnerOnly = 0x180;
    readonly int _fifo;
    int _open = -1;

    StartGate(int fifo, int reserved)
    {
        _fifo = fifo;
        Descriptor = reserved;
        Path = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{fifo}\0"));
    }

    /// <summary>The descriptor that the new process is to open the gate as, and to close again; reserved in this process.</summary>
    public int Descriptor { get; }

    /// <summary>What the new process is to open, with a NUL behind it.</summary>
    public byte[] Path { get; }

    /// <summary>Makes a gate; null where there is no place for one.</summary>
    public static StartGate? Create()
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName()) + "\0"))
        {
            if (ProcessCalls.MakeFifo(name, OwnerOnly) != 0)
                return null;
            int fifo = ProcessCalls.Open(name, PathOnly, 0);
            int reserved = ProcessCalls.Open(name, PathOnly, 0);
            _ = ProcessCalls.Unlink(name);
            if (fifo >= 0 && reserved >= 0)
                return new StartGate(fifo, reserved);
            _ = ProcessCalls.Close(fifo);
            _ = ProcessCalls.Close(reserved);
            return null;
        }
    }

    /// <summary>Lets the process go on.</summary>
    public void Release()
    {
        fixed (byte* path = Path)
            _open = ProcessCalls.Open(path, ReadWrite, 0);
    }

    public void Dispose()
    {
        _ = ProcessCalls.Close(_open);
        _ = ProcessCalls.Close(_fifo);
        _ = ProcessCalls.Close(Descriptor);
    }
}
