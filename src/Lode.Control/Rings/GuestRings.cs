using System.Text;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The rings of a guest, by which it reads files, pipes and regions in the background: <c>ring_kick</c>.</summary>
/// <remarks>A branch of a fork begins with rings of its own, which are empty.</remarks>
sealed class GuestRings : IDisposable
{
    const int MostNameBytes = 1024;

    readonly IGuest _guest;
    readonly RingQueues _queues;
    readonly RingReader _reader;
    readonly Dictionary<ControlFile, RingSource> _sources = [];
    bool _failureTold;
    bool _disposed;

    internal GuestRings(IGuest guest)
    {
        _guest = guest;
        Window = Window.Shared(ControlContract.RingBytes, "lode-rings");
        _queues = new(Window);
        try
        {
            _reader = new(Window, _queues);
        }
        catch
        {
            Window.Dispose();
            throw;
        }
    }

    /// <summary>The rings region, to be mapped into the guest for reading and writing.</summary>
    internal Window Window { get; }

    /// <summary>Whether something is being read, and no completion lies in the ring: the guest has nothing to do.</summary>
    internal bool IsWaiting => !_disposed && _reader.Failure is null && _reader.InFlight > 0 && !_queues.HasUnread;

    /// <summary>Gives a linker the functions.</summary>
    internal static void Define(Linker linker) =>
        linker.DefineFunction(GuestImports.Module, "ring_kick", (Caller caller) => ((IGuest)caller.Store.Data!).Rings.Kick());

    /// <summary>Before a range is frozen: unmaps it here. False where something is being read into it.</summary>
    internal bool TryRelease(SharedRange range) => _reader.TryRelease(range);

    /// <summary>Ends all reads, and waits for none.</summary>
    public void Dispose()
    {
        _disposed = true;
        _reader.End();
    }

    void Kick()
    {
        uint waiting = _queues.WaitingSubmissions;
        if (waiting > RingQueues.Submissions)
            _reader.Break($"its tail of the submission queue is {waiting:N0} ahead of the head, and the queue has {RingQueues.Submissions} places");
        for (; waiting > 0 && _reader.HasRoom; waiting--)
        {
            RingSubmission submission = _queues.Take();
            GuestError error = Take(submission);
            if (error != GuestError.None)
                _reader.Complete(submission.User, -(long)error);
        }
        if (_reader.Failure is { } failure && !_failureTold)
        {
            _failureTold = true;
            _guest.Log(Encoding.UTF8.GetBytes($"the ring has ended: {failure}"));
        }
    }

    GuestError Take(in RingSubmission submission)
    {
        switch (submission.Operation)
        {
            case RingSubmission.Read:
                return Read(submission);
            case RingSubmission.Cancel when _reader.Cancel(submission.Offset):
                _reader.Complete(submission.User, 0);
                return GuestError.None;
            case RingSubmission.Cancel:
                return GuestError.NoEntry;
            default:
                return GuestError.Invalid;
        }
    }

    GuestError Read(in RingSubmission submission)
    {
        if (_guest.Shares.Find(submission.Target) is not { } range)
            return GuestError.Invalid;
        if (range.IsPublished)
            return GuestError.ReadOnly;
        if (submission.TargetOffset > (ulong)range.Length || submission.Length > (ulong)range.Length - submission.TargetOffset || submission.Length == 0)
            return GuestError.Invalid;
        GuestError error = FindSource(submission, out RingSource? source);
        if (error != GuestError.None)
            return error;
        if (submission.Offset != RingSubmission.OnFromLast)
        {
            if (source!.IsStream)
                return GuestError.IllegalSeek;
            if (submission.Offset > (ulong)(long.MaxValue - submission.Length))
                return GuestError.Invalid;
        }
        try
        {
            _reader.Begin(source!, _reader.TargetOf(range), submission);
            return GuestError.None;
        }
        catch (Exception failure) when (failure is IOException or OutOfMemoryException)
        {
            return GuestError.NoMemory;
        }
    }

    GuestError FindSource(in RingSubmission submission, out RingSource? source)
    {
        source = null;
        if (submission.SourceLength > MostNameBytes || !_guest.Memory.TryGetReadOnlySpan(submission.Source, submission.SourceLength, out ReadOnlySpan<byte> bytes))
            return GuestError.BadAddress;
        ControlFile? given = null;
        foreach (ControlFile file in _guest.Options.Files)
        {
            if (IsNamed(file, bytes))
                given = file;
        }
        if (given is null)
            return GuestError.NoEntry;
        if (_sources.TryGetValue(given, out source))
            return GuestError.None;
        GuestError error = RingSource.Open(given, _guest.RegionFolder, out source);
        if (error != GuestError.None)
            return error;
        _sources.Add(given, source!);
        _reader.Own(source!);
        return GuestError.None;
    }

    static bool IsNamed(ControlFile file, ReadOnlySpan<byte> name)
    {
        Span<byte> bytes = stackalloc byte[MostNameBytes];
        return Encoding.UTF8.TryGetBytes(file.Name, bytes, out int length) && name.SequenceEqual(bytes[..length]);
    }
}
