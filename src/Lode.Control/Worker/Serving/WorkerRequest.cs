using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>A request as a worker has it.</summary>
sealed class WorkerRequest : IDisposable
{
    readonly ControllerRequest _request;
    readonly LogRecords _log;
    readonly List<SafeFileHandle> _files;
    readonly Lock _gate = new();
    readonly List<(string Name, bool IsResult)> _changes = [];
    volatile bool _changed;

    public WorkerRequest(uint number, ControllerRequest request, LogRecords log, List<SafeFileHandle> files)
    {
        Number = number;
        _request = request;
        _log = log;
        _files = files;
        request.Variables.Changed = Note;
    }

    public uint Number { get; }

    /// <summary>Makes a sequence, in the slot that was chosen for it.</summary>
    public SequenceController Open(int? number) => _request.OpenFor(number);

    /// <summary>Makes branches, in the slots that were chosen for them.</summary>
    public SequenceController[] Fork(SequenceController parent, int? first, int count, out int number)
    {
        number = _request.TakeNumbers(first, count);
        return parent.Branch(number, count);
    }

    /// <summary>Tells what was logged and set since it was last told.</summary>
    public void Tell(WorkerSender sender)
    {
        _log.Send(sender, Number);
        if (!_changed)
            return;
        (string Name, bool IsResult)[] changes;
        lock (_gate)
        {
            changes = [.. _changes];
            _changes.Clear();
            _changed = false;
        }
        foreach ((string name, bool isResult) in changes)
        {
            if (isResult && _request.Variables.TryGetResult(name, out byte[]? result))
                sender.TellValue(WorkerKind.Result, Number, name, result, 0);
            else if (!isResult && _request.Variables.TryGet(name, out ReadOnlyMemory<byte> value, out ulong version))
                sender.TellValue(WorkerKind.Variable, Number, name, value.Span, version);
        }
    }

    public void Dispose()
    {
        _request.Dispose();
        foreach (SafeFileHandle file in _files)
            file.Dispose();
    }

    void Note(string name, bool isResult)
    {
        lock (_gate)
        {
            if (!_changes.Contains((name, isResult)))
                _changes.Add((name, isResult));
            _changed = true;
        }
    }
}
