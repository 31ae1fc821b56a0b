using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A sequence of a controller in C#.</summary>
sealed class NativeSequence : SequenceController
{
    readonly NativeRequest _request;
    readonly ControlProgram _program;
    readonly ControlStep _step;
    ControlPhase _phase;
    Task? _preparation;
    bool _prepared;

    internal NativeSequence(NativeRequest request, ControlSlot slot, int number, ControlProgram program, Tokenizer tokenizer)
        : base(request, slot, number)
    {
        _request = request;
        _program = program;
        _step = new ControlStep(this, tokenizer);
    }

    public override bool Prepares => _program.Prepares;

    public override void Dispose()
    {
        if (_preparation is not null)
            Task.WhenAny(_preparation).Wait(); // what it threw was told by the end of the call
        _request.Remove(this);
    }

    private protected override void BeginCall(ControlPhase phase)
    {
        _phase = phase;
        // What was prepared for the same round counts, and so do its tokens in the pool.
        if (phase != ControlPhase.Step || !_prepared)
            _step.Clear();
        _prepared = false;
        if (phase == ControlPhase.Prepare)
            _preparation = Task.Run(() => _program.Prepare(_step));
    }

    private protected override int EndCall()
    {
        try
        {
            switch (_phase)
            {
                case ControlPhase.Initialize:
                    return (int)_program.Initialize(_step);
                case ControlPhase.Step:
                    return (int)_program.Step(_step);
                default:
                    _preparation!.GetAwaiter().GetResult();
                    _prepared = true;
                    return 0;
            }
        }
        catch (Exception error) when (error is not ControllerException)
        {
            throw new ControllerException(ControllerFault.Trap, $"{Request.Controller.Name}: {error.Message}", error);
        }
    }

    private protected override SequenceController[] Fork(int first, int count)
    {
        SequenceController[] forks = new SequenceController[count];
        for (int i = 0; i < count; i++)
            forks[i] = _request.Add(first + i, _program.Fork());
        return forks;
    }
}
