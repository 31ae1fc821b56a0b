using System.Runtime.CompilerServices;

namespace Lode.Control;

/// <summary>A sequence whose controller runs in another process, in a slot of the memory that both share.</summary>
sealed class RemoteSequence : SequenceController
{
    readonly RemoteRequest _request;
    readonly WorkerConnection _connection;
    ControlPhase _phase;
    uint _call;

    public RemoteSequence(RemoteRequest request, ControlSlot slot, int number, bool prepares)
        : base(request, slot, number)
    {
        _request = request;
        _connection = request.Connection;
        _call = _connection.Lines.Slot(slot.Index).Call;
        Prepares = prepares;
    }

    public override bool Prepares { get; }

    public override bool IsWaiting => Result is { Action: ControlAction.Skip, Waits: true } && _connection.Lost is null
        && (Volatile.Read(ref Unsafe.As<SlotFlags, uint>(ref _connection.Lines.Slot(Slot.Index).Flags)) & (uint)SlotFlags.Waits) != 0;

    public override void Dispose() => _request.Close(this);

    private protected override void BeginCall(ControlPhase phase)
    {
        _phase = phase;
        ref SlotLine line = ref _connection.Lines.Slot(Slot.Index);
        line.Phase = (uint)phase;
        Volatile.Write(ref line.Call, ++_call);
        _connection.Ring();
    }

    private protected override int EndCall()
    {
        TimeSpan limit = _phase == ControlPhase.Initialize ? _request.InitializationLimit : _request.StepLimit;
        _connection.WaitForCall(Slot.Index, _call, limit);
        ref SlotLine line = ref _connection.Lines.Slot(Slot.Index);
        (int verdict, SlotFlags flags, uint messages) = (line.Verdict, line.Flags, line.Messages);
        _connection.WaitForNews(messages, limit);
        _request.Hearken();
        if ((flags & SlotFlags.Fault) != 0)
            throw _request.TakeFault(Slot.Index);
        return (flags & SlotFlags.Missed) != 0 ? ControlContract.Missed : verdict;
    }

    private protected override SequenceController[] Fork(int first, int count) => _request.Fork(this, first, count);
}
