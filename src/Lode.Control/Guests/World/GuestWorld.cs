using Lode.Memory;
using Lode.Wasi;

namespace Lode.Control;

/// <summary>The world of a guest, as WASI shows it: the files of the request, its log, and else nothing.</summary>
sealed class GuestWorld : IDisposable
{
    /// <summary>Beside those of the files.</summary>
    const int Descriptors = 32;

    readonly LineStream _output;
    readonly LineStream _error;

    public GuestWorld(RequestOptions options, GuestLog log, int sequence)
    {
        _output = new LineStream(log);
        _error = new LineStream(log);
        List<WasiFile> files = [];
        foreach (ControlFile file in options.Files)
        {
            // Opening a pipe would wait for its writer; those are read through the rings.
            if (!file.IsRegion && FileStatus.Of(file.Source) is { IsFile: true })
                files.Add(new WasiFile(file.Name, file.Source));
        }
        Context = new WasiContext(new WasiOptions
        {
            Files = files,
            Output = WasiChannel.From(_output),
            Error = WasiChannel.From(_error),
            Clock = new CoarseClock(),
            Random = new SeededRandom(options.Seed, sequence).Fill,
            DescriptorLimit = Descriptors + files.Count,
        });
    }

    public WasiContext Context { get; }

    public void Dispose()
    {
        _output.Complete();
        _error.Complete();
        Context.Dispose();
    }
}
