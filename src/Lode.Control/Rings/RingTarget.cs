using Lode.Memory;

namespace Lode.Control;

/// <summary>A shared range as the ring has it: mapped by the host, so that the guest may go while a read is in flight.</summary>
sealed class RingTarget(SharedRange range) : IDisposable
{
    readonly SharedMemory _memory = SharedMemory.Open(Environment.ProcessId, (int)range.Memory.File.DangerousGetHandle());

    internal SharedRange Range => range;

    /// <summary>Operations in flight that write to it.</summary>
    internal int Operations { get; set; }

    internal Span<byte> Bytes => _memory.Span;

    public void Dispose() => _memory.Dispose();
}
