using System.Runtime.CompilerServices;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The queues in the rings region. The guest may write anything anywhere at any time: what the host needs to know it keeps itself.</summary>
sealed class RingQueues(Window window)
{
    internal const uint Submissions = 64;
    internal const uint Completions = 128;
    const int SubmissionHead = 0;
    const int SubmissionTail = 4;
    const int CompletionHead = 8;
    const int CompletionTail = 12;
    const int FirstSubmission = 64;
    const int FirstCompletion = 4160;

    uint _taken;
    uint _made;

    /// <summary>Whether a completion lies there, or the guest says so.</summary>
    internal bool HasUnread => Volatile.Read(ref Number(CompletionHead)) != Volatile.Read(ref _made);

    /// <summary>Submissions that were not taken yet; more than the queue holds where the guest's counter is none.</summary>
    internal uint WaitingSubmissions => Volatile.Read(ref Number(SubmissionTail)) - _taken;

    /// <summary>Completions that were not read yet; more than the queue holds where the guest's counter is none.</summary>
    internal uint UnreadCompletions => _made - Volatile.Read(ref Number(CompletionHead));

    /// <summary>Takes the next submission.</summary>
    internal RingSubmission Take()
    {
        RingSubmission submission = Entry<RingSubmission>(FirstSubmission, _taken % Submissions); // once: it may change under our eyes
        Volatile.Write(ref Number(SubmissionHead), ++_taken);
        return submission;
    }

    /// <summary>Adds a completion, for which there must be room.</summary>
    internal void Add(ulong user, long value)
    {
        Entry<RingCompletion>(FirstCompletion, _made % Completions) = new() { User = user, Value = value };
        uint made = _made + 1;
        Volatile.Write(ref Number(CompletionTail), made); // after the entry
        Volatile.Write(ref _made, made);
    }

    ref uint Number(int offset) => ref Unsafe.As<byte, uint>(ref window.Span[offset]);

    ref T Entry<T>(int first, uint index)
        where T : unmanaged => ref Unsafe.As<byte, T>(ref window.Span.Slice(first + (int)index * Unsafe.SizeOf<T>(), Unsafe.SizeOf<T>())[0]);
}
