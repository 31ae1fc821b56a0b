using System.Runtime.InteropServices;

namespace Lode.Cli.Streams;

/// <summary>Ctrl-C: the first one is a request that the work loop looks at, the second one ends the process as if nobody had listened.</summary>
sealed class Interruption : IDisposable
{
    readonly PosixSignalRegistration[] _registrations;
    readonly CancellationTokenSource _source = new();
    int _count;
    bool _endsProcess;

    /// <param name="others">Other signals that shall mean the same.</param>
    public Interruption(params ReadOnlySpan<PosixSignal> others)
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, .. others];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    /// <summary>The first one, too, ends the process: nobody looks at requests, because the command waits for its input.</summary>
    public bool EndsProcess
    {
        get => Volatile.Read(ref _endsProcess);
        set => Volatile.Write(ref _endsProcess, value);
    }

    public bool IsRequested => Volatile.Read(ref _count) > 0;

    /// <summary>The same request, for work that takes a token.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    void OnSignal(PosixSignalContext context)
    {
        if (EndsProcess)
            Environment.Exit(ExitCode.Interrupted); // also where the signal's own default is to do nothing, as in a shell's background
        context.Cancel = Interlocked.Increment(ref _count) == 1;
        if (context.Cancel)
            _source.Cancel();
    }
}
