using System.Runtime.InteropServices;

namespace Lode.Cli.Streams;

/// <summary>Ctrl-C: the first one is a request that the work loop looks at, the second one ends the process as if nobody had listened.</summary>
sealed class Interruption : IDisposable
{
    readonly PosixSignalRegistration _registration;
    int _count;

    public Interruption() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

    public bool IsRequested => Volatile.Read(ref _count) > 0;

    public void Dispose() => _registration.Dispose();

    void OnSignal(PosixSignalContext context) => context.Cancel = Interlocked.Increment(ref _count) == 1;
}
