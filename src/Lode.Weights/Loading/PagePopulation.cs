using Lode.Memory;

namespace Lode.Weights;

/// <summary>Fetches the pages of mapped files in their order, on a thread of its own, while the model is used already.</summary>
public sealed class PagePopulation : IDisposable
{
    readonly CancellationTokenSource _stop;

    internal PagePopulation(IReadOnlyList<MappedFile> files, LoadOptions options)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        CancellationToken stop = _stop.Token;
        Completion = Task.Factory.StartNew(() => Run(files, options.Progress, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Ends when all pages are in memory; is cancelled when the token was, or the model was closed before; fails with an
    /// <see cref="IOException"/> where a file has become shorter.
    /// </summary>
    public Task Completion { get; }

    /// <summary>Stops, and waits until the thread has stopped: at most for 16 MiB from the disk.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)Completion).AsyncWaitHandle.WaitOne(); // how it ended is for those who look at it
        _stop.Dispose();
    }

    static void Run(IReadOnlyList<MappedFile> files, IProgress<LoadProgress>? progress, CancellationToken stop)
    {
        long total = files.Sum(file => file.Length);
        long before = 0;
        foreach (MappedFile file in files)
        {
            file.Populate(0, file.Length, BytesRead.Of(progress, LoadWay.Map, before, total), stop);
            before += file.Length;
        }
    }
}
