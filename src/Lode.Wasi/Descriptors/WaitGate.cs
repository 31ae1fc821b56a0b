using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Where a guest waits for something of the host, until that comes or the host wants the guest to stop.</summary>
sealed class WaitGate : IDisposable
{
    readonly CancellationToken _stop;
    readonly SafeFileHandle? _event;
    readonly CancellationTokenRegistration _registration;

    public WaitGate(CancellationToken stop)
    {
        _stop = stop;
        if (!stop.CanBeCanceled)
            return;
        _event = LinuxCalls.MakeEvent(0, LinuxCalls.CloseOnExec | LinuxCalls.NonBlocking);
        if (_event.IsInvalid)
            throw new IOException($"cannot make an event to stop a guest that waits: {Marshal.GetLastPInvokeErrorMessage()}");
        SafeFileHandle handle = _event;
        _registration = stop.Register(() => LinuxCalls.Write(handle, BitConverter.GetBytes(1UL), sizeof(ulong)));
    }

    public bool IsInterruptible => _event is not null;

    public bool IsInterrupted => _stop.IsCancellationRequested;

    /// <summary>Waits until a descriptor may be read or written.</summary>
    /// <returns><see cref="Errno.Interrupted"/> where the guest is to stop, <see cref="Errno.TryAgain"/> where it did not want to wait.</returns>
    public Errno WaitFor(SafeFileHandle file, short wanted, bool mayNotWait)
    {
        Span<PollEntry> entries = [new((int)file.DangerousGetHandle(), wanted), default];
        Errno error = Wait(entries, mayNotWait ? TimeSpecification.Of(0) : null);
        return error != Errno.Success || entries[0].Answered != 0 ? error : Errno.TryAgain;
    }

    /// <summary>Waits for one of several descriptors, or for time to pass.</summary>
    /// <param name="entries">The descriptors; the last entry is left free.</param>
    /// <param name="time">How long at most; null for ever.</param>
    public Errno Wait(Span<PollEntry> entries, TimeSpecification? time)
    {
        entries[^1] = new PollEntry(_event is null ? -1 : (int)_event.DangerousGetHandle(), PollEntry.In);
        ulong start = WasiClock.System.MonotonicTime;
        while (!IsInterrupted)
        {
            ulong passed = WasiClock.System.MonotonicTime - start;
            ReadOnlySpan<TimeSpecification> left = time is TimeSpecification most
                ? [TimeSpecification.Of(most.Timestamp - Math.Min(passed, most.Timestamp))]
                : default;
            int ready = LinuxCalls.Poll(entries, (nuint)entries.Length, left, 0);
            if (ready >= 0 && !IsInterrupted)
                return Errno.Success;
            if (ready < 0 && LinuxErrors.Last is var error and not Errno.Interrupted)
                return error;
        }
        return Errno.Interrupted;
    }

    public void Dispose()
    {
        _registration.Dispose();
        _event?.Dispose();
    }
}
