namespace Lode.Weights;

/// <summary>Turns the bytes of one file into those of the whole model.</summary>
sealed class BytesRead(IProgress<LoadProgress> progress, LoadWay way, long before, long total) : IProgress<long>
{
    public void Report(long value) => progress.Report(new LoadProgress(way, before + value, total));

    public static BytesRead? Of(IProgress<LoadProgress>? progress, LoadWay way, long before, long total) =>
        progress is null ? null : new BytesRead(progress, way, before, total);
}
